export { Keys } from './Keys'
export { Machines } from './Machines'
