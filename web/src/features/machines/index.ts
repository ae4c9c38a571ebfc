import '~/i18n/late/machines'

export { Keys } from './Keys'
export { Machines } from './Machines'
