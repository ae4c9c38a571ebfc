import '~/i18n/late/provisioning'

export { Provisioning } from './Provisioning'
