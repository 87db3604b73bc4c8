using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>Serves one link from its hello to its end.</summary>
internal sealed class LinkServer(WorkerDirectory directory, LinkJoin join, LinkKeys keys, WorkerLinkOptions options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<LinkServer> log)
{
    private static readonly TimeSpan OldLinkPatience = TimeSpan.FromSeconds(5);

    /// <summary>Serves the link; returns when it is over.</summary>
    public async Task ServeAsync(HttpContext context, IAttemptRecovery recovery)
    {
        LiftLimits(context.Features);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "the controller stops");
            return;
        }

        if (await GreetAsync(context, recovery) is var (worker, link))
        {
            await ReadAsync(context, worker, link);
        }
    }

    /// <summary>An idle worker sends nothing for minutes and everything over its life: rate and size limits of requests make no sense here.</summary>
    private static void LiftLimits(IFeatureCollection features)
    {
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    private async Task<(LiveWorker Worker, WorkerLink Link)?> GreetAsync(HttpContext context, IAttemptRecovery recovery)
    {
        var hello = await ReadHelloAsync(context);
        if (hello is null)
        {
            return await RefuseAsync(context, StatusCodes.Status400BadRequest, "the first line is no hello");
        }

        if (hello.Session is not null)
        {
            await directory.Recovered.WaitAsync(context.RequestAborted);
        }

        if (join.Admit(hello, out var refusal) is not { } worker)
        {
            return await RefuseAsync(context, StatusCodes.Status403Forbidden, refusal);
        }

        await CloseOldAsync(worker);
        worker.Version = hello.Version;
        context.Response.ContentType = "application/x-ndjson";
        var link = new WorkerLink(context, clock.GetTimestamp());
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

    private async Task<HelloFrame?> ReadHelloAsync(HttpContext context)
    {
        using var patience = new CancellationTokenSource(options.HelloTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            return await LinkReader.ReadHelloAsync(context.Request.BodyReader, either.Token);
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

    private async Task ReadAsync(HttpContext context, LiveWorker worker, WorkerLink link)
    {
        string? broken = null;
        try
        {
            if (await LinkReader.PumpAsync(context.Request.BodyReader, new LinkInbox(worker, link, clock)) is { } fault)
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

    private static async Task<(LiveWorker Worker, WorkerLink Link)?> RefuseAsync(HttpContext context, int status, string why)
    {
        if (!context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(why, context.RequestAborted);
        }

        return null;
    }
}
