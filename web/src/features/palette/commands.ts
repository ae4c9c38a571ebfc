import { type Command, useCommands } from '~/lib/commands'

import { keysOpen } from './KeysSheet'
import { togglePalette } from './Palette'

const list: Command[] = [
  { id: 'palette.open', title: 'shell:command.palette', keys: 'Mod+K', group: 'general', run: togglePalette },
  { id: 'keys.open', title: 'shell:keys.help', keys: '?', group: 'general', run: () => keysOpen.set(true) },
]

export function usePaletteCommands(): void {
  useCommands(list)
}
