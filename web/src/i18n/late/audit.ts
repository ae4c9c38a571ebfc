import audit from '../en/audit.json'

import { bring } from '..'

bring('audit', audit)
