// The watch page's entry.
import './base/base.css';
import './components/components.css';
import './components/captions.css';
import './watch/watch.css';
import './watch/captions.css';
import './watch/document.css';
import './watch/text.css';
import './watch/lower-third.css';
import './ballots/ballots.css';
import './outcomes/outcomes.css';
import './components/floor-clock';
import './watch/captions';
import './watch/document';
import './watch/page';
import './watch/player';
import './watch/text';
import './watch/wall';
import { prepareAnnouncements } from './base/announce';
import { startLocale } from './base/i18n';
import { applyPreferences } from './base/prefs';
import { prepareWebView } from './watch/webview';

applyPreferences();
prepareWebView();
void startLocale().then(() => {
  document.body.append(document.createElement('tx-watch'));
  prepareAnnouncements();
});
