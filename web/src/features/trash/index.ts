import '~/i18n/late/trash'

export { TrashPage } from './TrashPage'
