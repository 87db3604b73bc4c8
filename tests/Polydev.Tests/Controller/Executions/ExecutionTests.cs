using Polydev.Controller.Executions;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Protocol.Events;
using Polydev.Tests.Controller.Storage;

namespace Polydev.Tests.Controller.Executions;

/// <summary>The life of an execution with every way it can go, over a real database and scripted workers.</summary>
public sealed class ExecutionTests
{
    [Fact]
    public async Task An_execution_runs_and_its_log_has_every_event_once()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        var run = await rig.Pools.NextRunAsync();
        Assert.Equal("sk-rig-openai", run.Frame.Credential);
        Assert.Equal("openai-chat", run.Frame.Wire);
        run.Finish("hello");
        var shown = await rig.EndAsync(execution);
        Assert.Equal(ExecutionStatus.Succeeded, shown.Status);
        Assert.Equal("hello", shown.Output!.Text);
        Assert.Equal((StopReason.End, "stop", true), (shown.StopReason!.Value, shown.ProviderStopReason, shown.Complete));
        Assert.Equal(10, shown.Usage!.InputTokens);
        Assert.NotNull(shown.CostUsd);
        Assert.Equal(1, shown.Attempts[0].SentMs - shown.Attempts[0].ClaimedMs);
        var log = await rig.LogAsync(execution.Id);
        Assert.Equal(["queued", "started", "text", "usage", "finished"], log.Select(e => e.Event.GetProperty("type").GetString()));
        Assert.Equal([1, 2, 3, 4, 5], log.Select(e => e.Seq));
        Assert.Equal((5, true), (run.Acked, run.AckedLater));
        Assert.Equal(0, rig.Pools.Held);
    }

    [Fact]
    public async Task A_quiet_beginning_is_made_durable_without_output()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        await rig.Pools.NextRunAsync();
        await rig.PassTimeUntilAsync(Task.Run(async () =>
        {
            await execution.Accepted;
            return true;
        }), TimeSpan.FromMilliseconds(50));
        Assert.Equal(["queued", "started"], (await rig.LogAsync(execution.Id)).Select(e => e.Event.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_retryable_failure_is_tried_again_after_the_providers_own_wait()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        var first = await rig.Pools.NextRunAsync();
        first.Fail("provider_rate_limited", retryable: true, retryAfter: 30);
        var next = rig.Pools.NextRunAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(next.IsCompleted);
        (await rig.PassTimeUntilAsync(next, TimeSpan.FromSeconds(1))).Finish();
        var shown = await rig.EndAsync(execution);
        Assert.Equal(ExecutionStatus.Succeeded, shown.Status);
        Assert.Equal(2, shown.Attempts.Count);
        Assert.Equal("provider_rate_limited", shown.Attempts[0].Error!.Code);
        var started = (await rig.LogAsync(execution.Id)).Where(e => e.Event.GetProperty("type").GetString() == "started").ToList();
        Assert.Equal("provider_rate_limited", started[1].Event.GetProperty("previous_error").GetProperty("code").GetString());
        Assert.Equal(Enumerable.Range(1, 6).Select(n => (long)n), (await rig.LogAsync(execution.Id)).Select(e => e.Seq));
    }

    [Fact]
    public async Task Nothing_is_repeated_once_output_was_emitted()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        var run = await rig.Pools.NextRunAsync();
        run.Say("""{"type":"text","text":"Hel"}""").Fail("provider_truncated", retryable: true);
        var shown = await rig.EndAsync(execution);
        Assert.Equal(ExecutionStatus.Failed, shown.Status);
        Assert.Equal("provider_truncated", shown.Error!.Code);
        Assert.Equal("Hel", shown.Output!.Text);
        Assert.Single(shown.Attempts);
        Assert.False(shown.Complete);
    }

    [Fact]
    public async Task Attempts_end_and_the_fallback_takes_over()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run("""{"provider":"openai","model":"gpt-4.1","prompt":"hi","max_attempts":2,"fallbacks":[{"provider":"anthropic","model":"claude-haiku-4-5"}]}""");
        for (var i = 0; i < 2; i++)
        {
            (await rig.PassTimeUntilAsync(rig.Pools.NextRunAsync(), TimeSpan.FromSeconds(1))).Fail("provider_overloaded", retryable: true);
        }

        var run = await rig.PassTimeUntilAsync(rig.Pools.NextRunAsync(), TimeSpan.FromSeconds(1));
        Assert.Equal(("anthropic-messages", "claude-haiku-4-5", "sk-rig-anthropic"), (run.Frame.Wire, run.Frame.Request.Model, run.Frame.Credential));
        run.Finish();
        var shown = await rig.EndAsync(execution);
        Assert.Equal(["openai", "openai", "anthropic"], shown.Attempts.Select(a => a.Provider));
        Assert.Equal(("anthropic", "claude-haiku-4-5"), (shown.Provider, shown.Model));
    }

    [Fact]
    public async Task A_worker_hears_of_large_events_at_once_for_it_reads_on_only_then()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        var run = await rig.Pools.NextRunAsync();
        run.Say($"{{\"type\":\"image\",\"media_type\":\"image/png\",\"data\":\"{new string('A', 1_500_000)}\"}}");
        await Storage.Eventually.Async(() => run.Acked == 3);
        Assert.False(run.AckedLater);
        run.Finish();
        Assert.Equal(ExecutionStatus.Succeeded, (await rig.EndAsync(execution)).Status);
    }

    [Fact]
    public async Task A_worker_hears_of_the_end_of_a_large_answer_at_once_for_it_keeps_all_of_it_until_then()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        var run = await rig.Pools.NextRunAsync();
        run.Finish(new string('a', 20_000));
        Assert.Equal(ExecutionStatus.Succeeded, (await rig.EndAsync(execution)).Status);
        await Storage.Eventually.Async(() => run.Acked == 5);
        Assert.False(run.AckedLater);
    }

    [Fact]
    public async Task A_worker_hears_of_a_few_small_events_after_a_while()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        var run = await rig.Pools.NextRunAsync();
        run.Say("""{"type":"text","text":"x"}""");
        await Storage.Eventually.Async(() =>
        {
            rig.Time.Advance(TimeSpan.FromMilliseconds(100));
            return run.Acked == 3;
        });
        run.Finish();
        Assert.Equal(ExecutionStatus.Succeeded, (await rig.EndAsync(execution)).Status);
    }

    [Fact]
    public async Task A_failure_that_waiting_does_not_mend_ends_at_once()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        (await rig.Pools.NextRunAsync()).Fail("provider_auth", retryable: false);
        Assert.Equal("provider_auth", (await rig.EndAsync(execution)).Error!.Code);
    }

    [Fact]
    public async Task A_wait_past_the_deadline_is_not_waited_for()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run("""{"provider":"openai","model":"m","prompt":"hi","timeout_seconds":5}""");
        (await rig.Pools.NextRunAsync()).Fail("provider_rate_limited", retryable: true, retryAfter: 60);
        var shown = await rig.EndAsync(execution);
        Assert.Equal(("provider_rate_limited", 60), (shown.Error!.Code, shown.Error.RetryAfterSeconds));
    }

    [Fact]
    public async Task A_worker_that_dies_before_output_is_replaced_at_once()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        (await rig.Pools.NextRunAsync()).Die("killed by signal 9");
        (await rig.Pools.NextRunAsync()).Finish();
        var shown = await rig.EndAsync(execution);
        Assert.Equal(ExecutionStatus.Succeeded, shown.Status);
        Assert.Contains("killed by signal 9", shown.Attempts[0].Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_dies_after_its_last_word_has_said_it()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        var run = await rig.Pools.NextRunAsync();
        run.Say("""{"type":"text","text":"x"}""").Say("""{"type":"finished","stop_reason":"end","provider_stop_reason":"stop"}""").Die("gone");
        Assert.Equal(ExecutionStatus.Succeeded, (await rig.EndAsync(execution)).Status);
    }

    [Fact]
    public async Task Doubled_events_are_dropped_and_a_gap_ends_the_attempt()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        var run = await rig.Pools.NextRunAsync();
        run.Say("""{"type":"text","text":"a"}""");
        run.SayAt(3, """{"type":"text","text":"a"}""");
        run.SayAt(4, """{"type":"text","text":"b"}""");
        run.SayAt(9, """{"type":"text","text":"z"}""");
        var shown = await rig.EndAsync(execution);
        Assert.Equal("ab", shown.Output!.Text);
        Assert.Equal("worker_failed", shown.Error!.Code);
        await run.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Cancelling_reaches_the_worker_and_ends_the_log()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run();
        var run = await rig.Pools.NextRunAsync();
        run.Say("""{"type":"text","text":"a"}""");
        Assert.True(execution.Fail(ExecutionStatus.Cancelled, new ExecutionError { Code = ErrorCodes.Cancelled, Message = "m" }));
        Assert.False(execution.Fail(ExecutionStatus.Cancelled, new ExecutionError { Code = ErrorCodes.Cancelled, Message = "m" }));
        await run.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        run.Say("""{"type":"text","text":"late"}""").Done();
        var shown = await rig.EndAsync(execution);
        Assert.Equal((ExecutionStatus.Cancelled, "a"), (shown.Status, shown.Output!.Text));
        Assert.Single((await rig.LogAsync(execution.Id)), e => e.Event.GetProperty("type").GetString() is "failed" or "finished");
    }

    [Fact]
    public async Task The_deadline_ends_what_still_waits_for_a_worker()
    {
        await using var rig = await ExecutionRig.StartAsync();
        rig.Pools.Refusals.Enqueue(new ClaimResult.Refused("no_worker", "none", TimeSpan.FromSeconds(60)));
        var execution = rig.Run("""{"provider":"openai","model":"m","prompt":"hi","timeout_seconds":120}""");
        await rig.PassTimeUntilAsync(Task.Run(async () =>
        {
            (await rig.Pools.NextRunAsync()).Say("""{"type":"text","text":"a"}""");
            return true;
        }), TimeSpan.FromSeconds(5));
        await rig.PassTimeUntilAsync(Task.Run(async () => (await rig.EndAsync(execution)).Status), TimeSpan.FromSeconds(1));
        var shown = await rig.EndAsync(execution);
        Assert.Equal((ExecutionStatus.TimedOut, "timed_out"), (shown.Status, shown.Error!.Code));
    }

    [Fact]
    public async Task An_idempotency_key_gives_the_same_execution_and_refuses_another_body()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var first = rig.Run(key: "k");
        var again = Assert.IsType<Intake.Accepted>(rig.Take("""{"provider":"openai","model":"gpt-4.1","prompt":"hi"}""", "k"));
        Assert.True(again.Repeated);
        Assert.Same(first, again.Execution);
        var other = Assert.IsType<Intake.Refused>(rig.Take("""{"provider":"openai","model":"gpt-4.1","prompt":"other"}""", "k"));
        Assert.Equal((422, "idempotency_key_reused"), (other.Problem.Status, other.Problem.Code));
        (await rig.Pools.NextRunAsync()).Finish();
        await rig.EndAsync(first);
    }

    [Theory]
    [InlineData("", "invalid_json")]
    [InlineData("null", "invalid_json")]
    [InlineData("[1]", "invalid_json")]
    [InlineData("""{"provider":"openai","model":"m","prompt":"x","promt":1}""", "invalid_json")]
    [InlineData("""{"provider":"nobody","model":"m","prompt":"x"}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"","prompt":"x"}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m"}""", "invalid_request")]
    [InlineData("{}", "invalid_request")]
    [InlineData("""{"provider":"openai","prompt":"x"}""", "invalid_request")]
    [InlineData("""{"model":"m","prompt":"x"}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","messages":[{}]}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","messages":[null]}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","messages":[{"role":"user","content":[{}]}]}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","prompt":"x","tools":[{}]}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","prompt":"x","fallbacks":[{}]}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","prompt":"x","messages":[]}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","wire":"gemini","prompt":"x"}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","prompt":"x","max_attempts":99}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","prompt":"x","timeout_seconds":-1}""", "invalid_request")]
    [InlineData("""{"provider":"openai","model":"m","messages":[{"role":"boss","content":"x"}]}""", "invalid_request")]
    [InlineData("""{"provider":"google","model":"m","prompt":"x"}""", "credential_missing")]
    public async Task Bad_requests_are_refused_with_a_code(string body, string code)
    {
        await using var rig = await ExecutionRig.StartAsync();
        var refused = Assert.IsType<Intake.Refused>(rig.Take(body));
        Assert.Equal(code, refused.Problem.Code);
        Assert.InRange(refused.Problem.Status, 400, 422);
        Assert.DoesNotContain("Polydev.", refused.Problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using var rig = await ExecutionRig.StartAsync();
        var refused = Assert.IsType<Intake.Refused>(rig.Take("""{"provider":"x","model":"m","temperature":9,"max_tokens":0}"""));
        Assert.Equal(["max_tokens", "prompt", "provider", "temperature"], refused.Problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", "it is empty. Send a JSON object.")]
    [InlineData("  ", "it is empty. Send a JSON object.")]
    [InlineData("""{"provider":"openai","model":"","prompt":"x"}""", "model: give the provider's name of the model, at most 256 characters.")]
    [InlineData("""{"provider":"openai","model":"m"}""", "prompt: give a prompt, or messages.")]
    [InlineData("""{"provider":"openai","model":"m","prompt":"x","fallbacks":[{"provider":"google","model":""}]}""", "fallbacks[0].model: give the provider's name of the model, at most 256 characters.")]
    [InlineData("""{"provider":"openai","model":"m","messages":[{"role":"boss","content":"x"}]}""", "messages[0].role: 'boss' is not known; use system, user, assistant or tool.")]
    public async Task A_fault_is_told_once(string body, string told)
    {
        await using var rig = await ExecutionRig.StartAsync();
        var refused = Assert.IsType<Intake.Refused>(rig.Take(body));
        Assert.EndsWith(told, refused.Problem.Detail, StringComparison.Ordinal);
        Assert.InRange(refused.Problem.Errors?.Count ?? 1, 1, 1);
    }

    [Fact]
    public async Task What_was_left_unfinished_is_run_again_when_nothing_was_emitted()
    {
        string id;
        string data;
        await using (var rig = await ExecutionRig.StartAsync())
        {
            data = rig.LeaveData();
            var execution = rig.Run(key: "durable at once");
            await rig.Pools.NextRunAsync();
            await execution.Accepted.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            id = execution.Id;
        }

        await using var next = await ExecutionRig.StartAsync(data);
        var taken = next.Get<ExecutionDirectory>().FindAny(id)!;
        (await next.PassTimeUntilAsync(next.Pools.NextRunAsync(), TimeSpan.FromSeconds(5))).Finish("again");
        var shown = await next.EndAsync(taken);
        Assert.Equal((ExecutionStatus.Succeeded, "again"), (shown.Status, shown.Output!.Text));
        var log = await next.LogAsync(id);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(n => (long)n), log.Select(e => e.Seq));
    }

    [Fact]
    public async Task A_controller_that_stops_writes_down_what_waited_for_company()
    {
        string id;
        string data;
        await using (var rig = await ExecutionRig.StartAsync())
        {
            data = rig.LeaveData();
            var execution = rig.Run();
            (await rig.Pools.NextRunAsync()).Say("""{"type":"text","text":"half"}""");
            id = execution.Id;
        }

        await using var next = await ExecutionRig.StartAsync(data);
        Assert.NotNull(next.Get<ExecutionDirectory>().FindAny(id));
    }

    [Fact]
    public async Task What_was_left_unfinished_fails_when_something_was_emitted_and_the_worker_stays_away()
    {
        string id;
        string data;
        await using (var rig = await ExecutionRig.StartAsync())
        {
            data = rig.LeaveData();
            var execution = rig.Run();
            (await rig.Pools.NextRunAsync()).Say("""{"type":"text","text":"half"}""");
            await rig.PassTimeUntilAsync(Task.Run(async () => await execution.Accepted.ContinueWith(_ => true, TaskScheduler.Default)), TimeSpan.FromMilliseconds(50));
            id = execution.Id;
        }

        await using var next = await ExecutionRig.StartAsync(data);
        var taken = next.Get<ExecutionDirectory>().FindAny(id)!;
        await next.PassTimeUntilAsync(Task.Run(async () => (await next.EndAsync(taken)).Status), TimeSpan.FromSeconds(5));
        var shown = await next.EndAsync(taken);
        Assert.Equal((ExecutionStatus.Failed, "worker_lost", "half"), (shown.Status, shown.Error!.Code, shown.Output!.Text));
        Assert.Equal("worker_lost", shown.Attempts.Single().Error?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task An_attempt_that_was_brought_back_and_fails_after_output_ends_its_execution_with_its_own_reason(int secondsLater)
    {
        var (data, before) = await LeaveAsync(say: "half");
        await using var next = await ExecutionRig.StartAsync(data);
        var taken = next.Get<ExecutionDirectory>().FindAny(before.Frame.ExecutionId)!;
        var run = next.Pools.Bring(next.Get<IAttemptRecovery>(), before)!;
        next.Time.Advance(TimeSpan.FromSeconds(secondsLater));
        Assert.False(taken.IsOver);
        run.Fail("provider_truncated", retryable: false);
        var shown = await next.EndAsync(taken);
        Assert.Equal((ExecutionStatus.Failed, "provider_truncated", "half"), (shown.Status, shown.Error!.Code, shown.Output!.Text));
        Assert.Equal(shown.Attempts.Single().FirstEventMs, shown.Timings!.FirstEventMs);
        Assert.NotNull(shown.Timings.FirstEventMs);
        Assert.Equal("provider_truncated", shown.Attempts.Single().Error!.Code);
        Assert.Equal(0, next.Pools.Held);
    }

    [Fact]
    public async Task An_attempt_that_was_brought_back_and_fails_before_output_is_followed_by_another()
    {
        var (data, before) = await LeaveAsync();
        await using var next = await ExecutionRig.StartAsync(data);
        var taken = next.Get<ExecutionDirectory>().FindAny(before.Frame.ExecutionId)!;
        next.Pools.Bring(next.Get<IAttemptRecovery>(), before)!.Fail("provider_overloaded", retryable: true, retryAfter: 60);

        // While it waits to try again it has no attempt, and the window for workers to come back ends: it is not run beside itself.
        var again = await next.PassTimeUntilAsync(next.Pools.NextRunAsync(), TimeSpan.FromSeconds(5));
        Assert.False(next.Pools.HasRun);
        again.Finish("again");
        var shown = await next.EndAsync(taken);
        Assert.Equal((ExecutionStatus.Succeeded, "again"), (shown.Status, shown.Output!.Text));
        Assert.Equal(["provider_overloaded", null], shown.Attempts.Select(a => a.Error?.Code));
        var log = await next.LogAsync(taken.Id);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(n => (long)n), log.Select(e => e.Seq));
    }

    [Fact]
    public async Task Attempts_of_an_earlier_controller_count()
    {
        const string Request = """{"provider":"openai","model":"a","prompt":"hi","max_attempts":2,"fallbacks":[{"provider":"anthropic","model":"b"}]}""";
        var (data, before) = await LeaveAsync(Request, failsFirst: true);
        await using var next = await ExecutionRig.StartAsync(data);
        var taken = next.Get<ExecutionDirectory>().FindAny(before.Frame.ExecutionId)!;
        next.Pools.Bring(next.Get<IAttemptRecovery>(), before)!.Fail("provider_overloaded", retryable: true);
        var fallback = await next.PassTimeUntilAsync(next.Pools.NextRunAsync(), TimeSpan.FromSeconds(1));
        Assert.Equal("b", fallback.Frame.Request.Model);
        fallback.Finish();
        Assert.Equal(["a", "a", "b"], (await next.EndAsync(taken)).Attempts.Select(a => a.Model));
    }

    [Fact]
    public async Task An_execution_that_was_given_up_is_not_taken_up_again()
    {
        var (data, before) = await LeaveAsync(say: "half");
        await using var next = await ExecutionRig.StartAsync(data);
        var taken = next.Get<ExecutionDirectory>().FindAny(before.Frame.ExecutionId)!;
        await next.PassTimeUntilAsync(Task.Run(async () => (await next.EndAsync(taken)).Status), TimeSpan.FromSeconds(5));
        Assert.Null(next.Pools.Bring(next.Get<IAttemptRecovery>(), before));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_keeps_its_failure_until_that_is_durable(bool retryable)
    {
        using var disk = WatchedDisk.Create();
        await using var rig = await ExecutionRig.StartAsync(disk.Directory);
        rig.LeaveData();
        var execution = rig.Run(key: "durable at once");
        var run = await rig.Pools.NextRunAsync();
        disk.OnWrite = _ => 13;
        run.Fail("provider_overloaded", retryable);
        Assert.Equal((0, 1), (run.Acked, rig.Pools.Held));

        disk.OnWrite = _ => 0;
        if (retryable)
        {
            (await rig.PassTimeUntilAsync(rig.Pools.NextRunAsync(), TimeSpan.FromSeconds(1))).Finish();
        }
        else
        {
            await rig.PassTimeUntilAsync(Task.Run(async () => await execution.EndDurable.ContinueWith(_ => true, TaskScheduler.Default)), TimeSpan.FromSeconds(1));
        }

        Assert.Equal(run.Frame.FirstSeq, run.Acked);
        Assert.True(run.Released.Task.IsCompleted);
        await rig.EndAsync(execution);
        Assert.Equal(0, rig.Pools.Held);
    }

    [Fact]
    public async Task A_wait_before_the_next_attempt_goes_on_behind_a_restart()
    {
        var (data, id) = await LeaveFailedAsync("""{"provider":"openai","model":"a","prompt":"hi","max_attempts":2}""");
        await using var next = await ExecutionRig.StartAsync(data, later: TimeSpan.FromSeconds(30));
        var taken = next.Get<ExecutionDirectory>().FindAny(id)!;

        // Longer than the window for workers to come back: nobody's worker is missed.
        next.Time.Advance(TimeSpan.FromSeconds(25));
        Assert.False(next.Pools.HasRun);
        (await next.PassTimeUntilAsync(next.Pools.NextRunAsync(), TimeSpan.FromSeconds(1))).Fail("provider_unavailable", retryable: true);
        var shown = await next.EndAsync(taken);
        Assert.Equal((ExecutionStatus.Failed, "provider_unavailable"), (shown.Status, shown.Error!.Code));
        Assert.Equal(["provider_rate_limited", "provider_unavailable"], shown.Attempts.Select(a => a.Error!.Code));
        Assert.NotNull(shown.Attempts[0].FirstByteMs);

        // The minute of the provider counts from the failure on, the turn from the first controller's.
        Assert.InRange(shown.Attempts[1].AskedMs, 60_000, 70_000);
        Assert.Equal(shown.Attempts[0].AskedMs, shown.Timings!.QueuedMs);
    }

    [Theory]
    [InlineData("", "worker_lost")]
    [InlineData(""","fallbacks":[{"provider":"anthropic","model":"b"}]""", null)]
    public async Task A_worker_that_stays_away_was_an_attempt(string more, string? code)
    {
        var (data, before) = await LeaveAsync("""{"provider":"openai","model":"a","prompt":"hi","max_attempts":1""" + more + "}");
        await using var next = await ExecutionRig.StartAsync(data);
        var taken = next.Get<ExecutionDirectory>().FindAny(before.Frame.ExecutionId)!;
        if (code is null)
        {
            var fallback = await next.PassTimeUntilAsync(next.Pools.NextRunAsync(), TimeSpan.FromSeconds(5));
            Assert.Equal("b", fallback.Frame.Request.Model);
            fallback.Finish();
        }

        await next.PassTimeUntilAsync(Task.Run(async () => (await next.EndAsync(taken)).Status), TimeSpan.FromSeconds(5));
        var shown = await next.EndAsync(taken);
        Assert.Equal(code, shown.Error?.Code);
        Assert.Equal("worker_lost", shown.Attempts[0].Error!.Code);
        Assert.Equal(code is null ? 2 : 1, shown.Attempts.Count);
    }

    /// <summary>Runs an execution whose first attempt fails and has to wait a minute for the next, on a controller that is gone then.</summary>
    private static async Task<(string Data, string Id)> LeaveFailedAsync(string request)
    {
        await using var rig = await ExecutionRig.StartAsync();
        var execution = rig.Run(request, key: "durable at once");
        var run = await rig.Pools.NextRunAsync();
        run.Fail("provider_rate_limited", retryable: true, retryAfter: 60);
        await run.Released.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        return (rig.LeaveData(), execution.Id);
    }

    /// <summary>Runs an execution on a controller that is gone then, and leaves its worker with it.</summary>
    private static async Task<(string Data, ScriptedPools.ScriptedRun Run)> LeaveAsync(
        string request = """{"provider":"openai","model":"gpt-4.1","prompt":"hi"}""", string? say = null, bool failsFirst = false)
    {
        await using var rig = await ExecutionRig.StartAsync();
        rig.Run(request, key: "durable at once");
        var run = await rig.Pools.NextRunAsync();
        if (failsFirst)
        {
            run.Fail("provider_overloaded", retryable: true);
            run = await rig.PassTimeUntilAsync(rig.Pools.NextRunAsync(), TimeSpan.FromSeconds(1));
        }

        if (say is not null)
        {
            run.Say($$"""{"type":"text","text":"{{say}}"}""");
        }

        return (rig.LeaveData(), run);
    }
}
