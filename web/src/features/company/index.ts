import '~/i18n/late/company'

export { Company } from './Company'
