using System.Text;
using System.Threading.Channels;
using Polydev.Controller.Pools;
using Polydev.Controller.Workers;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Controller.Executions;

/// <summary>Pools whose workers are the test itself: it sees each run and plays the worker's part.</summary>
internal sealed class ScriptedPools : IWorkerPools
{
    private readonly Channel<ScriptedRun> _runs = Channel.CreateUnbounded<ScriptedRun>();
    private int _workers;

    /// <summary>What the next claims get instead of a worker.</summary>
    public Queue<ClaimResult.Refused> Refusals { get; } = new();

    /// <summary>Places given and not given back.</summary>
    public int Held;

    /// <inheritdoc/>
    public ValueTask<ClaimResult> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        if (Refusals.TryDequeue(out var refused))
        {
            return new(refused);
        }

        Interlocked.Increment(ref Held);
        return new(new ClaimResult.Claimed(new Slot(this, "wrk_" + Interlocked.Increment(ref _workers))));
    }

    /// <summary>A worker comes back with an execution of an earlier controller; null when it is told to forget it.</summary>
    public ScriptedRun? Bring(IAttemptRecovery recovery, ScriptedRun before)
    {
        var slot = new Slot(this, before.WorkerId);
        Interlocked.Increment(ref Held);
        if (recovery.Resume(slot, before.Frame.ExecutionId, out var durable) is { } attempt)
        {
            return slot.Resume(before.Frame with { FirstSeq = durable + 1 }, attempt);
        }

        slot.Dispose();
        return null;
    }

    /// <summary>Whether a run has reached a worker that was not looked at.</summary>
    public bool HasRun => _runs.Reader.Count > 0;

    /// <summary>The next run that reaches a worker.</summary>
    public async Task<ScriptedRun> NextRunAsync() =>
        await _runs.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    /// <summary>A place whose runs go to the test.</summary>
    private sealed class Slot(ScriptedPools pools, string workerId) : WorkerSlot
    {
        private readonly ScriptedRun _run = new(workerId);
        private int _disposed;

        public override string WorkerId => workerId;

        public override string Driver => "scripted";

        public override bool Warm => true;

        public override void Run(RunFrame run, IAttempt attempt)
        {
            _run.Begin(run, attempt);
            pools._runs.Writer.TryWrite(_run);
        }

        public ScriptedRun Resume(RunFrame run, IAttempt attempt)
        {
            _run.Begin(run, attempt);
            return _run;
        }

        public override void Cancel(string executionId) => _run.Cancelled.TrySetResult();

        public override void Ack(string executionId, long seq, bool later) => (_run.AckedLater, _run.Acked) = (later, seq);

        public override void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Interlocked.Decrement(ref pools.Held);
                _run.Released.TrySetResult();
            }
        }
    }

    /// <summary>A run as a worker sees it.</summary>
    internal sealed class ScriptedRun(string workerId)
    {
        private long _seq;
        private IAttempt _attempt = null!;

        public string WorkerId => workerId;

        public RunFrame Frame { get; private set; } = null!;

        public long Acked { get; set; }

        public bool AckedLater { get; set; }

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when the place on the worker is given back.</summary>
        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Begin(RunFrame frame, IAttempt attempt) => (Frame, _attempt, _seq) = (frame, attempt, frame.FirstSeq);

        public ScriptedRun Say(string eventJson)
        {
            SayAt(_seq++, eventJson);
            return this;
        }

        public void SayAt(long seq, string eventJson)
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            EventFrame.Write(output, Frame.ExecutionId, seq, Encoding.UTF8.GetBytes(eventJson));
            Assert.True(EventFrame.TryRead(output.WrittenSpan[..^1], out var view));
            _attempt.OnEvent(view);
        }

        public void Done() => _attempt.OnDone(new DoneFrame { ExecutionId = Frame.ExecutionId, LastSeq = _seq - 1, Timings = new CallTimings { SentMs = 1, FirstByteMs = 2, FirstEventMs = 3, EndMs = 4 } });

        public void Die(string reason) => _attempt.OnWorkerGone(reason);

        public void Finish(string text = "hi") => Say($$"""{"type":"text","text":"{{text}}"}""")
            .Say("""{"type":"usage","usage":{"input_tokens":10,"output_tokens":5,"cached_input_tokens":0}}""")
            .Say("""{"type":"finished","stop_reason":"end","provider_stop_reason":"stop"}""")
            .Done();

        public void Fail(string code, bool retryable, double? retryAfter = null)
        {
            var wait = retryAfter is null ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $",\"retry_after_seconds\":{retryAfter}");
            Say($$$"""{"type":"failed","error":{"code":"{{{code}}}","message":"m","retryable":{{{(retryable ? "true" : "false")}}}{{{wait}}}}}""").Done();
        }
    }
}
