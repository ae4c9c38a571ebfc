import '~/i18n/late/admin'

export { ManagePage } from './ManagePage'
export { ProjectSettingsPage } from './ProjectSettingsPage'
