using Microsoft.Extensions.Logging;
using Polydev.Protocol.Link;

namespace Polydev.Controller.Workers;

/// <summary>Judges a hello: a new worker by its one-time nonce, an old one by its session.</summary>
internal sealed class LinkJoin(WorkerDirectory directory, WorkerStopper stopper, LinkKeys keys, WorkerLinkOptions options, TimeProvider clock, ILogger<LinkJoin> log)
{
    /// <summary>Finds the worker that a hello is from. Null when it is refused; whoever must end has then been ended.</summary>
    /// <param name="hello">The hello.</param>
    /// <param name="node">The node that it came through; null for this machine.</param>
    /// <param name="refusal">Why it is refused; empty when it is not.</param>
    public LiveWorker? Admit(HelloFrame hello, string? node, out string refusal)
    {
        var worker = (hello.Nonce, hello.Session) switch
        {
            ({ Length: > 0 } nonce, null) => ByNonce(hello, nonce, out refusal),
            (null, { Length: > 0 } session) => BySession(hello, session, out refusal),
            _ => Refuse("a hello carries either a nonce or a session", out refusal),
        };
        if (worker is { Allocation: { } allocation } && !LinkRoute.Fits(allocation, node))
        {
            directory.End(worker, WorkerEnd.Impostor, LinkRoute.Wrong);
            worker = Refuse(LinkRoute.Wrong, out refusal);
        }

        if (worker is null)
        {
            log.JoinRefused(hello.WorkerId, hello.Pid, refusal);
        }

        return worker;
    }

    private LiveWorker? ByNonce(HelloFrame hello, string nonce, out string refusal)
    {
        if (!directory.TryFindNonce(nonce, out var worker))
        {
            return Refuse("the nonce is not known: it is used up, too old, or of another controller", out refusal);
        }

        if (!worker.TryRedeem())
        {
            EndBoth(worker, hello.WorkerId);
            return Refuse("the nonce was seen twice", out refusal);
        }

        if (clock.GetElapsedTime(worker.Started) > options.NonceLifetime)
        {
            directory.End(worker, WorkerEnd.NeverWarm, "it joined after its nonce had expired");
            return Refuse("the nonce has expired", out refusal);
        }

        if (hello.WorkerId != worker.Id || hello.Tenant is not null || hello.Resume.Count > 0)
        {
            EndBoth(worker, hello.WorkerId);
            return Refuse("the nonce belongs to a fresh worker of another id", out refusal);
        }

        refusal = "";
        return worker;
    }

    private LiveWorker? BySession(HelloFrame hello, string session, out string refusal)
    {
        // Without the secret nobody is ended: an id alone can be guessed, and guessing must not kill workers.
        if (!keys.IsSession(hello.WorkerId, session))
        {
            return Refuse("the session is wrong", out refusal);
        }

        if (!directory.TryFind(hello.WorkerId, out var worker))
        {
            if (directory.TryFindEnded(hello.WorkerId, out var allocation))
            {
                stopper.Stop(allocation);
            }

            return Refuse("the worker has ended", out refusal);
        }

        if (hello.Tenant != worker.Tenant)
        {
            directory.End(worker, WorkerEnd.Impostor, "it names another tenant than its claim");
            return Refuse("the tenant differs from the claim", out refusal);
        }

        refusal = "";
        return worker;
    }

    private void EndBoth(LiveWorker worker, string otherId)
    {
        directory.End(worker, WorkerEnd.Impostor, "its nonce was shown by two");
        if (otherId != worker.Id && directory.TryFind(otherId, out var other))
        {
            directory.End(other, WorkerEnd.Impostor, "it showed the nonce of another worker");
        }
    }

    private static LiveWorker? Refuse(string why, out string refusal)
    {
        refusal = why;
        return null;
    }
}
