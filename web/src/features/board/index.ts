export { ProjectPage } from './ProjectPage'
