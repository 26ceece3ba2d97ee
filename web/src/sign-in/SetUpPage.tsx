// The first member makes herself the owner, with the link that the server printed.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useLocation, useNavigate } from 'react-router';

import { useSetUp } from '../api/session';
import type { ApiError } from '../api/client';
import { Failure } from './Failure';
import { Frame } from './Frame';
import { showTyped } from './show-typed';
import classes from './Frame.module.css';

const passwordLengthMin = 12;
const passwordLengthMax = 128;

export function SetUpPage() {
  const token = useLocation().hash.slice(1);
  if (!token) {
    return (
      <Frame title="Set up Footfall">
        <p>
          This page opens with the one-time link that the server prints on its console when it
          starts with an empty folder. Open that link, whole, with everything after the #.
        </p>
        <p>
          Set up already?{' '}
          <Link className={classes.link} to="/">
            Sign in
          </Link>
        </p>
      </Frame>
    );
  }
  return <SetUpForm token={token} />;
}

function SetUpForm({ token }: { token: string }) {
  const setUp = useSetUp();
  const navigate = useNavigate();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', email: '', password: '', workspace: '' },
    validate: {
      name: (name) => (name.trim() ? null : 'Your name is missing.'),
      email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : 'This is not an email address.'),
      password: checkPassword,
      workspace: (workspace) => (workspace.trim() ? null : 'The workspace needs a name.'),
    },
  });
  const onFailure = (error: ApiError) => {
    const field = error.field;
    if (field && field in form.getValues()) form.setFieldError(field, error.message);
  };
  const isSaidAtField = Object.keys(form.errors).length > 0;

  return (
    <Frame title="Set up Footfall">
      <p>You become the owner: you can see everything and add others.</p>
      <form
        className={classes.form}
        noValidate
        onSubmit={form.onSubmit(({ name, email, password, workspace }) =>
          setUp.mutate(
            {
              token,
              name: name.trim(),
              email: email.trim(),
              password,
              workspace: workspace.trim(),
            },
            { onError: onFailure, onSuccess: () => void navigate('/', { replace: true }) },
          ),
        )}
      >
        <TextInput
          label="Your name"
          autoComplete="name"
          autoFocus
          size="md"
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <TextInput
          label="Email"
          type="email"
          autoComplete="username"
          size="md"
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          visibilityToggleButtonProps={showTyped}
          label="Password"
          description={`At least ${passwordLengthMin} characters; a few words make a good one.`}
          autoComplete="new-password"
          size="md"
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <TextInput
          label="Workspace name"
          description="Usually your company’s."
          autoComplete="organization"
          size="md"
          key={form.key('workspace')}
          {...form.getInputProps('workspace')}
        />
        {setUp.error && !isSaidAtField && (
          <Failure
            error={setUp.error}
            message={
              setUp.error.status === 404
                ? 'This link is not right, is too old or was used already.'
                : undefined
            }
          />
        )}
        {setUp.error?.status === 404 && (
          <p>
            If somebody set Footfall up already,{' '}
            <Link className={classes.link} to="/">
              sign in
            </Link>
            ; else start the server again and take the link that it prints.
          </p>
        )}
        <Button type="submit" size="md" loading={setUp.isPending}>
          Set up and sign in
        </Button>
      </form>
    </Frame>
  );
}

// Counted in characters, as the server does.
function checkPassword(password: string): string | null {
  const length = Array.from(password).length;
  if (length < passwordLengthMin) return `At least ${passwordLengthMin} characters.`;
  if (length > passwordLengthMax) return `At most ${passwordLengthMax} characters.`;
  return null;
}
