import { ClusterPage } from '../pages/ClusterPage';
import { SweepPage } from '../pages/SweepPage';
import { SweepsPage } from '../pages/SweepsPage';
import { TrialPage } from '../pages/TrialPage';
import { Header } from './Header';
import { Heading } from './Heading';
import { Help } from './Help';
import { route } from './router';

export function App() {
  return (
    <>
      <a class="skip" href="#main">
        Skip to the results
      </a>
      <Header />
      <main id="main" tabIndex={-1}>
        <Page />
      </main>
      <Help />
    </>
  );
}

function Page() {
  const now = route.value;
  switch (now.page) {
    case 'sweeps':
      return <SweepsPage />;
    case 'sweep':
      return <SweepPage id={now.sweep} key={now.sweep} />;
    case 'trial':
      return <TrialPage id={now.sweep} index={now.trial} key={`${now.sweep}/${now.trial}`} />;
    case 'cluster':
      return <ClusterPage />;
    default:
      return (
        <>
          <Heading title="Not found" />
          <p class="notice">
            There is nothing at this address. <a href="/">All sweeps</a>
          </p>
        </>
      );
  }
}
