import machines from '../en/machines.json'

import { bring } from '..'

bring('machines', machines)
