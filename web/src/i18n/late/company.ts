import company from '../en/company.json'

import { bring } from '..'

bring('company', company)
