import './theme.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/sweep.css';
import './styles/trial.css';
import './styles/cluster.css';
import './styles/table.css';
import { render } from 'preact';
import { App } from './app/App';
import { route, startRouter } from './app/router';
import { startTheme } from './app/theme';
import { keepViewInAddress } from './app/view-in-address';
import { keepFiltered } from './data/filtering';
import { loadMe } from './data/me';
import { keepOpen } from './data/sweep';

startTheme();
void loadMe();
startRouter();
keepViewInAddress();
keepOpen(() => {
  const now = route.value;
  return now.page === 'sweep' || now.page === 'trial' ? now.sweep : null;
});
keepFiltered();

const app = document.getElementById('app');
if (app) render(<App />, app);
