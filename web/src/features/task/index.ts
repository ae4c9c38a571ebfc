export { TaskPage } from './TaskPage'
export { PeekPanel } from './PeekPanel'
