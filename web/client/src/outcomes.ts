// The outcomes page's entry: the public's, and a unit's inbox.
import './base/base.css';
import './components/components.css';
import './outcomes/outcomes.css';
import './outcomes/detail';
import './outcomes/page';
import { prepareAnnouncements } from './base/announce';
import { startLocale } from './base/i18n';
import { applyPreferences } from './base/prefs';

applyPreferences();
void startLocale().then(() => {
  document.body.append(document.createElement('tx-outcomes'));
  prepareAnnouncements();
});
