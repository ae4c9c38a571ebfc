export { MyTasksPage, TodayPage, UpcomingPage } from './TasksPage'
