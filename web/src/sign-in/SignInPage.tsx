// Who are you? Shown in the place of whatever page was asked for, which then follows.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';

import { useSignIn } from '../api/session';
import { Failure } from './Failure';
import { Frame } from './Frame';
import { showTyped } from './show-typed';
import classes from './Frame.module.css';

export function SignInPage({ hasEnded }: { hasEnded: boolean }) {
  const signIn = useSignIn();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (email) => (email.trim() ? null : 'Your email is missing.'),
      password: (password) => (password ? null : 'Your password is missing.'),
    },
  });
  return (
    <Frame title="Sign in">
      {hasEnded && <p role="status">Your session has ended. Sign in to go on where you were.</p>}
      <form
        className={classes.form}
        noValidate
        onSubmit={form.onSubmit(({ email, password }) =>
          signIn.mutate({ email: email.trim(), password }),
        )}
      >
        <TextInput
          label="Email"
          type="email"
          autoComplete="username"
          autoFocus
          size="md"
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          visibilityToggleButtonProps={showTyped}
          label="Password"
          autoComplete="current-password"
          size="md"
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        {signIn.error && (
          <Failure
            error={signIn.error}
            message={
              signIn.error.status === 401 ? 'The email or the password is not right.' : undefined
            }
          />
        )}
        <Button type="submit" size="md" loading={signIn.isPending}>
          Sign in
        </Button>
      </form>
      <p>
        Forgot your password? Whoever runs this server can set a new one with{' '}
        <code>footfall member reset --data DIR --email YOURS</code>.
      </p>
    </Frame>
  );
}
