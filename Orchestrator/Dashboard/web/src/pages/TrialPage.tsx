import { Heading } from '../app/Heading';
export function TrialPage({ index }: { id: string; index: number }) {
  return <Heading title={`Trial ${index}`} />;
}
