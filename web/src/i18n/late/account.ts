import account from '../en/account.json'

import { bring } from '..'

bring('account', account)
