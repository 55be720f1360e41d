import { Component, type ReactNode } from 'react';
import { ProblemView } from '../parts/problem-view.tsx';

interface Props {
  readonly children: ReactNode;
  readonly retry: () => void;
}

/** What breaks in a page does not take the console with it. */
export class PageBoundary extends Component<Props, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    const retry = (): void => {
      this.setState({ hasFailed: false });
      this.props.retry();
    };
    const problem = {
      status: 500,
      title: 'This page broke',
      detail: 'Nothing that was published is affected. Your draft is kept in this browser.',
    };
    return <ProblemView problem={problem} retry={retry} />;
  }
}
