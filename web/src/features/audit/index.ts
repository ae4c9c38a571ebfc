import '~/i18n/late/audit'
import '~/i18n/late/events'

export { AuditPage } from './AuditPage'
