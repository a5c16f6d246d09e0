import { Heading } from '../app/Heading';
export function SweepPage({ id }: { id: string }) {
  return <Heading title={id} />;
}
