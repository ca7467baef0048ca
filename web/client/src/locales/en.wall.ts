// English of supporting opinions, and of waiting where many send.
export const wall = {
  '赞同': 'Support', '赞同，{0} 人': 'Support; {0} so far', '已赞同，共 {0} 人': 'Supported, {0} in all',
  '已取消赞同': 'Support withdrawn', '没有记上，请再按一次。': 'Not counted. Press again.',
  '现在提交的人多，正在排队，请不要关闭页面。': 'Many people are sending. Queueing; please keep this page open.',
  '排队进度': 'Queue',
} as const;
