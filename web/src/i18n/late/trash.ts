import trash from '../en/trash.json'

import { bring } from '..'

bring('trash', trash)
