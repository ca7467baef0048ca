// English of the director's control of the livestream.
export const programme = {
  '原画': 'One camera', '合成，带字幕和姓名条': 'Composed, with captions and names',
  '大屏上的意见': 'Opinion on the screens', '不放意见': 'None',
};
