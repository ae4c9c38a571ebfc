export { ImportsPage } from './ImportsPage'
