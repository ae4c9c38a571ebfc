import '~/i18n/late/imports'

export { ImportsPage } from './ImportsPage'
