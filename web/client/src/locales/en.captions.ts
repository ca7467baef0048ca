// English of the captions and the desk that writes them.
export const captions = {
  '字幕': 'Captions', '显示字幕': 'Show captions', '看哪种字幕': 'Captions shown in', '字幕语言': 'Language written in',
  '藏语': 'Tibetan', '写一行字幕': 'Write a caption', '更正上一行字幕': 'Correct the last caption', '开会以后可以写字幕': 'Captions can be written once it is open',
  '这是字幕接口的链接，给识别程序或字幕软件用，不能进入会议。': 'This is the link of a caption port, for a recognizer or captioning software. It does not lead into the meeting.',
  '字幕接口 {0} 个': 'Caption ports: {0}', '做字幕接口': 'New caption port', '给谁用': 'For whom', '语言': 'Language', '做接口': 'Make it',
  '如：语音识别、张字幕员': 'e.g. recognizer, a captioner', '先写给谁用': 'Say first for whom it is',
  '字幕接口做好了，命令只显示这一次': 'Caption port made; its command is shown this once',
  '识别程序或字幕员用它写字幕，别的什么都不能做。记录员自己写，不需要接口。': 'A recognizer or captioner writes captions by it and can do nothing else. The clerk needs none.',
  '命令已复制': 'Command copied', '没有复制成。请选中命令自己复制。': 'Not copied. Select the command and copy it yourself.',
  '{0}的命令': 'Command for {0}',
  '在识别程序那台电脑上运行。命令只显示这一次，请只交给本人。': 'Run it where the recognizer runs. It is shown this once; give it to nobody else.',
  '写一行字幕，回车发出；空行按 ↑ 改上一行': 'Write a caption, Enter sends; ↑ in an empty line edits the last',
};
