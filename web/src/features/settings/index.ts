import '~/i18n/late/account'

export { AccountPage } from './AccountPage'
export { Frame as SettingsFrame, type SettingsPage } from './Frame'
