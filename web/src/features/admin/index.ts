export { ManagePage } from './ManagePage'
export { ProjectSettingsPage } from './ProjectSettingsPage'
