export { usePaletteCommands } from './commands'
export { KeysSheet } from './KeysSheet'
export { Palette } from './Palette'
