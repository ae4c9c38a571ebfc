import admin from '../en/admin.json'

import { bring } from '..'

bring('admin', admin)
