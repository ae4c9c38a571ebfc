import provisioning from '../en/provisioning.json'

import { bring } from '..'

bring('provisioning', provisioning)
