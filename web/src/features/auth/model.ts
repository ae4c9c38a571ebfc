/**
 * safeReturn is where a sign-in leads back to: an address of this app, or its first page. Whatever a browser would
 * take for another site (`//host`, `/\host`, a scheme, control characters) is not one of ours (ASVS 5.0 1.2.2).
 */
export function safeReturn(to: string | undefined): string {
  // oxlint-disable-next-line no-control-regex
  return to !== undefined && /^\/(?![/\\])[^\\\u0000-\u0020\u007f]*$/.test(to) && !to.startsWith('/login') ? to : '/'
}
