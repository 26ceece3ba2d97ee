// The gate's settings as one form.
import { Button, ColorInput, NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { showNotification } from '@mantine/notifications';
import { useState } from 'react';

import type { ApiError, Gate, Workspace } from '../api/client';
import { LeaveGuard } from '../shell/LeaveGuard';
import notice from '../shell/Failure.module.css';
import { RequestId } from '../shell/Trouble';
import { changesOf, errorsOf, fields, valuesOf } from './gate';
import type { Values } from './gate';
import classes from './GatePage.module.css';
import { useChangeGate } from './use-gate';

export function GateForm({ workspace, gate }: { workspace: Workspace; gate: Gate }) {
  const changing = useChangeGate(workspace.id);
  // As they were when the form opened or was saved; only what is written here is sent.
  const [base, setBase] = useState(() => valuesOf(gate));
  const [failure, setFailure] = useState<ApiError>();
  const form = useForm<Values>({ initialValues: base, validate: errorsOf });
  const { values } = form;
  const isDirty = Object.keys(changesOf(base, values)).length > 0;
  const sendsMail = gate.mail_from !== null || workspace.sample;

  const save = async () => {
    setFailure(undefined);
    try {
      const saved = valuesOf(await changing.mutateAsync(changesOf(base, values)));
      setBase(saved);
      form.setInitialValues(saved);
      form.setValues(saved);
      showNotification({ message: 'The settings are saved.', withCloseButton: false });
    } catch (error) {
      const failed = error as ApiError;
      const field = fields.find((each) => each === failed.field);
      if (field) {
        form.setFieldError(field, failed.message);
        form.getInputNode(field)?.focus();
      } else setFailure(failed);
    }
  };
  const discard = () => {
    form.setValues(base);
    form.clearErrors();
    setFailure(undefined);
  };

  return (
    <form
      className={classes.form}
      noValidate
      aria-label="Order links"
      onSubmit={form.onSubmit(
        () => void save(),
        (errors) => {
          const first = fields.find((field) => !!errors[field]);
          if (first) form.getInputNode(first)?.focus();
        },
      )}
    >
      <section className={classes.section} aria-labelledby="gate-way">
        <h2 id="gate-way" className={classes.heading}>
          The way to the portal
        </h2>
        <TextInput
          label="Portal address"
          description={
            workspace.sample
              ? 'Where visitors go after the welcome. Without one, the sample portal.'
              : 'Where visitors go after the welcome. Without one they are told that ordering is not open yet.'
          }
          placeholder="https://shop.example/order"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('portal_url')}
        />
        <TextInput
          label="Address of an order"
          description="Where you look at an order, with {order} in the place of its number. Order numbers in a customer’s events then lead there."
          placeholder="https://shop.example/orders/{order}"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('order_url')}
        />
        <Switch
          label="Strict Security Mode"
          description={
            sendsMail
              ? 'Before the portal a visitor chooses the picture that shows a word, which is sent to the customer’s email; who has none is told to contact you.'
              : 'It sends a word by mail, and this server sends no mail yet: whoever runs it sets smtp_url and mail_from.'
          }
          disabled={!sendsMail && !values.strict}
          {...form.getInputProps('strict', { type: 'checkbox' })}
          {...(!sendsMail &&
            gate.strict && {
              error: 'It is on, and no word can be sent: no customer gets to the portal.',
            })}
        />
        <NumberInput
          label="Repeat window"
          description="Seconds. Opens of one browser within them are one: a reload, the back button, a double click."
          min={0}
          max={3600}
          clampBehavior="none"
          allowDecimal={false}
          classNames={{ wrapper: classes.short ?? '' }}
          {...form.getInputProps('repeat_window')}
        />
      </section>
      <section className={classes.section} aria-labelledby="gate-look">
        <h2 id="gate-look" className={classes.heading}>
          What visitors see
        </h2>
        <TextInput
          label="Name"
          description={`In the welcome and in mails. Without one: ${workspace.name}.`}
          maxLength={300}
          dir="auto"
          autoComplete="off"
          {...form.getInputProps('brand_name')}
        />
        <ColorInput
          label="Color"
          description="Of the button. Its text is black or white, whichever can be read better."
          placeholder="#4150c8"
          classNames={{ wrapper: classes.short ?? '' }}
          popoverProps={{ withinPortal: true }}
          eyeDropperButtonProps={{ 'aria-label': 'Pick a color from the screen' }}
          {...form.getInputProps('brand_color')}
        />
        <TextInput
          label="Whom to call"
          description="On the pages of links that do not work, such as “Call Ada, 030 1234”."
          maxLength={300}
          dir="auto"
          autoComplete="off"
          {...form.getInputProps('support')}
        />
        <TextInput
          label="Privacy notice"
          description="One sentence below the welcome."
          maxLength={1000}
          dir="auto"
          autoComplete="off"
          {...form.getInputProps('notice')}
        />
      </section>
      <section className={classes.section} aria-labelledby="gate-mail">
        <h2 id="gate-mail" className={classes.heading}>
          The mail that carries a link
        </h2>
        {!sendsMail && (
          <p className={classes.about}>
            This server sends no mail yet: whoever runs it sets <code>smtp_url</code> and{' '}
            <code>mail_from</code>.
          </p>
        )}
        <TextInput
          label="Subject"
          maxLength={200}
          dir="auto"
          autoComplete="off"
          {...form.getInputProps('mail_subject')}
        />
        <Textarea
          label="Text"
          description="{customer} becomes the customer’s name, {supplier} yours, and {link} the link."
          autosize
          minRows={6}
          maxRows={16}
          dir="auto"
          {...form.getInputProps('mail_text')}
        />
      </section>
      <section className={classes.section} aria-labelledby="gate-origins">
        <h2 id="gate-origins" className={classes.heading}>
          Pages that may record
        </h2>
        <Textarea
          label="Origins"
          description="Of the portal’s pages, one a line: the public key below works from there alone."
          placeholder="https://shop.example"
          autosize
          minRows={2}
          maxRows={8}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('origins')}
        />
      </section>
      {failure && (
        <div className={notice.failure} role="alert">
          <div className={notice.text}>
            <strong>The settings are not saved.</strong> {failure.message} What you wrote is still
            here.
            <RequestId error={failure} />
          </div>
        </div>
      )}
      <div className={classes.actions}>
        <Button type="submit" loading={changing.isPending} disabled={!isDirty}>
          Save
        </Button>
        {isDirty && (
          <Button variant="default" disabled={changing.isPending} onClick={discard}>
            Discard changes
          </Button>
        )}
      </div>
      <LeaveGuard isDirty={isDirty} what="What you changed of the order links is not saved yet." />
    </form>
  );
}
