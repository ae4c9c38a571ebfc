import { expect, test } from 'vitest'

import { safeHref } from './model'

test.each(['https://example.org/a?b=c#d', 'http://example.org/', 'mailto:member@example.org'])('%s is a link', (href) => {
  expect(safeHref(href)).toBe(href)
})

test.each([
  'javascript:alert(1)', ' javascript:alert(1)', 'java\nscript:alert(1)', '\u0001javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,<script>1</script>',
  'vbscript:x', 'file:///etc/passwd', 'blob:https://example.org/1', '//example.org', '/w/wsp_1', '#here', '', 'https://', 'intent://x',
])('%s is none', (href) => {
  expect(safeHref(href)).toBeUndefined()
})
