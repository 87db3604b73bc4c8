using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>Serves one link from its hello to its end.</summary>
internal sealed class LinkServer(WorkerDirectory directory, LinkJoin join, LinkKeys keys, WorkerLinkOptions options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<LinkServer> log)
{
    private static readonly TimeSpan OldLinkPatience = TimeSpan.FromSeconds(5);

    /// <summary>Serves the link; returns when it is over.</summary>
    /// <param name="connection">The link, from its first byte.</param>
    /// <param name="recovery">Who knows the executions of an earlier controller.</param>
    /// <param name="node">The node that relays it; null for one that was dialled to this machine.</param>
    public async Task ServeAsync(ConnectionContext connection, IAttemptRecovery recovery, string? node = null)
    {
        try
        {
            // A stopping controller says nothing: the worker dials again and finds the next one.
            if (!lifetime.ApplicationStopping.IsCancellationRequested && await GreetAsync(connection, recovery, node) is var (worker, link))
            {
                await ReadAsync(connection, worker, link);
            }
        }
        catch (OperationCanceledException) when (connection.ConnectionClosed.IsCancellationRequested)
        {
            // It left before it was let in.
        }
    }

    private async Task<(LiveWorker Worker, WorkerLink Link)?> GreetAsync(ConnectionContext connection, IAttemptRecovery recovery, string? node)
    {
        var hello = await ReadHelloAsync(connection);
        if (hello is null)
        {
            return Refuse(connection, "the first line is no hello");
        }

        if (hello.Session is not null)
        {
            await directory.Recovered.WaitAsync(connection.ConnectionClosed);
        }

        if (join.Admit(hello, node, out var refusal) is not { } worker)
        {
            return Refuse(connection, refusal);
        }

        await CloseOldAsync(worker);
        worker.Version = hello.Version;
        var link = new WorkerLink(connection, clock.GetTimestamp()) { Node = node };
        link.Send(new WelcomeFrame { Session = keys.SessionFor(worker.Id) });
        if (!worker.Attach(link, hello.Resume, recovery))
        {
            link.Drop("the worker has ended, or dialled twice at once");
        }
        else if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It was on its way in while all others were dropped, and the server would wait for it.
            link.Drop("the controller stops");
        }

        return (worker, link);
    }

    private async Task<HelloFrame?> ReadHelloAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(options.HelloTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed);
        try
        {
            return await LinkReader.ReadHelloAsync(connection.Transport.Input, either.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>A link that broke on the worker's side may still look whole on ours; two loops must not deliver side by side.</summary>
    private static async Task CloseOldAsync(LiveWorker worker)
    {
        if (worker.Link is { } old)
        {
            old.Drop("the worker dialled again");
            await old.Ended.WaitAsync(OldLinkPatience);
        }
    }

    private async Task ReadAsync(ConnectionContext connection, LiveWorker worker, WorkerLink link)
    {
        string? broken = null;
        try
        {
            if (await LinkReader.PumpAsync(connection.Transport.Input, new LinkInbox(worker, link, clock)) is { } fault)
            {
                directory.End(worker, WorkerEnd.Malformed, "it sent " + fault);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            broken = e.Message;
        }
        catch (Exception e)
        {
            log.LinkFailed(worker.Id, e);
            link.Drop("a fault of the controller");
        }

        await link.CloseAsync();
        link.End();
        log.LinkEnded(worker.Id, worker.Pool, link.DropReason ?? broken ?? "closed by the worker");
        worker.Detach(link, options.RedialWindow);
    }

    /// <summary>Says why; the line goes out when the connection is closed.</summary>
    private (LiveWorker Worker, WorkerLink Link)? Refuse(ConnectionContext connection, string why)
    {
        new WorkerLink(connection, clock.GetTimestamp()).Send(new RefusedFrame { Reason = why });
        return null;
    }
}
