import imports from '../en/imports.json'

import { bring } from '..'

bring('imports', imports)
