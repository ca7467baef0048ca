// English of the captions and the desk that writes them.
export const captions = {
  '字幕': 'Captions', '显示字幕': 'Show captions', '看哪种字幕': 'Captions shown in', '字幕语言': 'Language written in',
  '藏语': 'Tibetan', '写一行字幕': 'Write a caption', '更正上一行字幕': 'Correct the last caption', '开会以后可以写字幕': 'Captions can be written once it is open',
  '这是字幕接口的链接，给识别程序或字幕软件用，不能进入会议。': 'This is the link of a caption port, for a recognizer or captioning software. It does not lead into the meeting.',
  '写一行字幕，回车发出；空行按 ↑ 改上一行': 'Write a caption, Enter sends; ↑ in an empty line edits the last',
};
