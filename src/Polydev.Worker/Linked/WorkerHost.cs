using System.Net.Sockets;
using Polydev.Providers;
using Polydev.Worker.Calls;

namespace Polydev.Worker.Linked;

/// <summary>A worker of a pool from its first dial to its exit code: warms up, joins, serves its link, dials again when it breaks, ends when told or orphaned.</summary>
internal sealed class WorkerHost : IDisposable
{
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(1);

    private readonly LinkedOptions _options;
    private readonly Action _giveBackMemory;
    private readonly WorkerLog _log;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly Outbox _outbox = new();
    private readonly Executions _executions;
    private readonly FrameHandler _frames;
    private readonly CancellationTokenSource _end = new();
    private readonly LinkJoiner _joiner;
    private int _exitCode = -1;

    /// <summary>Makes a worker; nothing happens before <see cref="RunAsync"/>.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="wires">Finds a wire by its name.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="giveBackMemory">Called when the worker has just become quiet.</param>
    /// <param name="time">The clock.</param>
    public WorkerHost(LinkedOptions options, Func<string, Wire?> wires, TextWriter errors, Action giveBackMemory, TimeProvider time)
    {
        (_options, _giveBackMemory, _time, _log) = (options, giveBackMemory, time, new WorkerLog(errors, options.WorkerId));
        _http = ProviderHttp.Create(new EgressConnector(options.EgressSocket, () => _frames!.Claim?.EgressToken));
        _executions = new Executions(options, wires, _http, _outbox, time) { WhenQuiet = giveBackMemory };
        _frames = new FrameHandler(_executions, _outbox, _log);
        _joiner = new LinkJoiner(options, _executions, _frames, _log, time);
    }

    /// <summary>Bytes of events the worker holds because the controller has not acknowledged them.</summary>
    public long UnackedBytes => _executions.Budget.Held;

    /// <summary>Runs until the worker is to exit.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(CancellationToken terminate)
    {
        await using var terminated = terminate.Register(() => End(ExitCodes.Terminated));
        _ = EndWhenDrainedAsync();
        if (await WarmUpAsync() is { } cold)
        {
            _log.Line($"TLS is not prewarmed, so the first call will be slower: {cold}");
        }

        _giveBackMemory();

        while (await JoinAsync() is { } link)
        {
            using (link)
            {
                await ServeAsync(link);
                await SayGoodbyeAsync(link);
            }

            await _outbox.DetachAsync();
        }

        return _exitCode;
    }

    /// <summary>Takes no more executions and ends with code 0 when the controller has everything.</summary>
    public void Drain() => _executions.Drain();

    /// <inheritdoc/>
    public void Dispose()
    {
        _executions.Dispose();
        _http.Dispose();
        _end.Dispose();
    }

    private async Task EndWhenDrainedAsync()
    {
        await _executions.Drained;
        End(ExitCodes.Done);
    }

    private async Task<string?> WarmUpAsync()
    {
        try
        {
            return await TlsPrewarm.RunAsync(_options.EgressSocket, _time, _end.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<Link?> JoinAsync()
    {
        try
        {
            switch (await _joiner.JoinAsync(_end.Token))
            {
                case JoinResult.Joined(var link):
                    return link;
                case JoinResult.Hopeless(var code):
                    End(code);
                    return null;
            }
        }
        catch (OperationCanceledException)
        {
            // The exit code says why.
        }

        return null;
    }

    private async Task ServeAsync(Link link)
    {
        _outbox.Attach(link.Up, _executions.Held());
        try
        {
            do
            {
                while (link.Down.TryTake(out var line))
                {
                    if (_frames.Handle(line) is { } code)
                    {
                        End(code);
                        return;
                    }
                }

                _outbox.Pump();
            }
            while (await link.Down.ReadAsync(_end.Token));
        }
        catch (InvalidDataException e)
        {
            _log.Line($"{e.Message}; ending");
            End(ExitCodes.Malformed);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The link broke, or the worker is to end: the caller looks which.
        }
    }

    /// <summary>After a drain: lets the last lines arrive before the connection goes.</summary>
    private async Task SayGoodbyeAsync(Link link)
    {
        if (_exitCode != ExitCodes.Done)
        {
            return;
        }

        using var patience = new CancellationTokenSource(s_goodbye, _time);
        try
        {
            await _outbox.FlushAsync().WaitAsync(patience.Token);
            link.EndUp();
            while (await link.Down.ReadAsync(patience.Token))
            {
                while (link.Down.TryTake(out _))
                {
                    // Whatever it still says concerns a worker that holds nothing.
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or InvalidDataException)
        {
            // It arrived or it did not; there is nothing left to hold.
        }
    }

    private void End(int code)
    {
        Interlocked.CompareExchange(ref _exitCode, code, -1);
        _end.Cancel();
    }
}
