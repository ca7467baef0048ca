// English of the director's control of the livestream.
export const programme = {
  '原画': 'One camera', '合成，带字幕和姓名条': 'Composed, with captions and names',
  '画面上的意见': 'Opinion in the picture', '不放意见': 'None',
};
