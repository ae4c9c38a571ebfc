export { HomePage } from './HomePage'
export { NewProject } from './NewProject'
export { WorkspacesPage } from './WorkspacesPage'
