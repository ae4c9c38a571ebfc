import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { firefox, type Browser } from 'playwright-core'

/** Where Firefox is installed, if it is. */
export const firefoxPath = (): string | undefined => {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = ['firefox-esr', 'firefox'].flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
  return process.env.E2E_FIREFOX ?? found
}

interface Socket {
  prototype: { send: (this: { emit: (event: string, data: Buffer, binary: boolean) => void }, data: unknown, ...rest: unknown[]) => unknown }
}

/** Commands of WebDriver BiDi that playwright sends to every page, and that the long-term release of Firefox doesn't know yet. */
const unknown = ['emulation.setMediaFeaturesOverride']
let patched = false

/** Answers the unknown commands in Firefox's stead: they only ask it to look as it does anyway. */
function answerForFirefox(): void {
  if (patched) return
  patched = true
  const { ws } = createRequire(import.meta.url)('playwright-core/lib/utilsBundle') as { ws: Socket }
  const { send } = ws.prototype
  ws.prototype.send = function (data, ...rest) {
    const command = typeof data === 'string' && unknown.some((name) => data.includes(`"method":"${name}"`)) ? (JSON.parse(data) as { id: number }) : undefined
    if (command === undefined) return send.call(this, data, ...rest)
    queueMicrotask(() => this.emit('message', Buffer.from(JSON.stringify({ type: 'success', id: command.id, result: {} })), false))
    return undefined
  }
}

/** Firefox as it is installed, driven by WebDriver BiDi. */
export async function startFirefox(executablePath: string): Promise<Browser> {
  answerForFirefox()
  return firefox.launch({
    executablePath, channel: 'moz-firefox',
    // It asks nobody on the network for anything, and keeps its home out of the way.
    firefoxUserPrefs: {
      'app.update.enabled': false, 'browser.safebrowsing.malware.enabled': false, 'browser.safebrowsing.phishing.enabled': false, 'browser.newtabpage.enabled': false,
      'captivedetect.canonicalURL': '', 'datareporting.policy.dataSubmissionEnabled': false, 'extensions.update.enabled': false, 'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false, 'services.settings.server': 'data:,', 'toolkit.telemetry.enabled': false,
    },
  })
}
