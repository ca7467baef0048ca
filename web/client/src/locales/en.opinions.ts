// English of opinions: what becomes of them for their authors, and the screening desk.
export const opinions = {
  '已并入': 'Merged', '作者已撤回': 'Withdrawn', '没有并入的意见': 'Nothing merged', '没有撤回的意见': 'Nothing withdrawn',
  '已并入相近的意见': 'Merged with one like it', '您已撤回': 'You withdrew it', '随那一条处理': 'It follows that one',
  '您已撤回这条意见，它不再公开。': 'You have withdrawn this opinion. It is no longer public.',
  '在大屏上': 'On the screens', '已采用，送入议程': 'Taken up, on the agenda',
  '{0}已答复': '{0} has answered', '已交{0}答复': 'Put to {0}',
  '撤回这条意见': 'Withdraw this opinion', '撤回这条意见？': 'Withdraw this opinion?',
  '撤回以后不再公开，也不再处理，不能恢复。': 'It is then neither public nor dealt with, for good.',
  '撤回': 'Withdraw', '已撤回': 'Withdrawn by you', '没有撤回成': 'Not withdrawn', '没有撤回成。联网后再试。': 'Not withdrawn. Try again when online.',
} as const;
