using System.Runtime.CompilerServices;
using Polydev.Drivers.Nomad;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>Reads what the tasks of jobs wrote, and goes on while they write. An agent follows a log for ever, so the end of the task is looked for here.</summary>
internal sealed class JobOutput(ClusterLine line, JobDirectory directory)
{
    // What a task wrote last is on its way for a moment after the cluster knows of its end: two signs of life without anything between them say that all is here.
    private const int SilentSigns = 2;
    private const byte LineFeed = (byte)'\n';
    private static readonly TimeSpan s_wait = TimeSpan.FromMinutes(1);

    /// <summary>Finds the log; with following, waits until its task has begun.</summary>
    /// <exception cref="NomadException">The cluster refused, or did not answer.</exception>
    public async Task<(LogSource? Source, LogRefusal? Refused)> FindAsync(LogWish wish, CancellationToken cancellationToken)
    {
        if (await directory.FindAsync(wish.Job, cancellationToken) is not { } job)
        {
            return (null, new LogRefusal("job_not_found", $"There is no job '{wish.Job}' of ours on the cluster."));
        }

        await foreach (var answer in BlockingQuery.FollowAsync((q, t) => line.Client.Jobs.AllocationsAsync(wish.Job, q, t), s_wait, cancellationToken))
        {
            var (source, refused) = Choose(job, answer.Value, wish);
            if (source is not null || refused is not { Code: "task_not_started" } || !wish.Follow)
            {
                return (source, refused);
            }
        }

        throw new InvalidOperationException("a question that is followed has no end");
    }

    /// <summary>The log, in pieces as they come. It ends with what there is, or with the task when it is followed.</summary>
    /// <exception cref="NomadException">The cluster refused, or the log broke off.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(LogSource source, LogWish wish, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new LogRequest(source.Allocation.ID, source.Task, wish.Errors);
        var amid = false;
        if (wish.Tail is { } lines && await LogTail.FindAsync(line.Client, request, lines, cancellationToken) is { } bytes)
        {
            (request, amid) = (request with { FromEnd = true, Offset = bytes }, true);
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var follow = wish.Follow && !HasEnded(source.Allocation, source.Task);
        var ended = follow ? EndAsync(source, over.Token) : Task.CompletedTask;
        try
        {
            await foreach (var piece in PiecesAsync(request with { Follow = follow, SignsOfLife = follow }, ended, cancellationToken))
            {
                // It begins with the end of the line before; with the middle of one, when more was written meanwhile.
                var begin = amid ? piece.Span.IndexOf(LineFeed) + 1 : 0;
                if (amid && begin == 0)
                {
                    continue;
                }

                amid = false;
                if (begin < piece.Length)
                {
                    yield return piece[begin..];
                }
            }
        }
        finally
        {
            await over.CancelAsync();
            await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(LogRequest request, Task ended, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var silent = 0;
        await foreach (var frame in line.Client.Files.FramesAsync(request, cancellationToken))
        {
            if (frame.Data is { Length: > 0 } data)
            {
                silent = 0;
                yield return data;
            }
            else if (request.Follow && ended.IsCompleted && ++silent >= SilentSigns)
            {
                await ended;
                yield break;
            }
        }
    }

    private async Task EndAsync(LogSource source, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var answer in BlockingQuery.FollowAsync((q, t) => line.Client.Allocations.GetAsync(source.Allocation.ID, q, t), s_wait, cancellationToken))
            {
                if (HasEnded(answer.Value, source.Task))
                {
                    return;
                }
            }
        }
        catch (NomadException e) when (e.Error == NomadError.NotFound)
        {
            // Collected: it was over before.
        }
    }

    private static (LogSource? Source, LogRefusal? Refused) Choose(NomadJob job, IReadOnlyList<NomadAllocation> allocations, LogWish wish)
    {
        var newest = allocations.Where(a => wish.Allocation is null || a.ID.StartsWith(wish.Allocation, StringComparison.Ordinal)).OrderByDescending(a => a.CreateIndex).ThenByDescending(a => a.CreateTime).FirstOrDefault();
        var tasks = (job.TaskGroups ?? []).SelectMany(g => g.Tasks ?? []).Select(t => t.Name).ToList();
        var task = wish.Task ?? tasks.FirstOrDefault() ?? "";
        if (!tasks.Contains(task, StringComparer.Ordinal))
        {
            return (null, new LogRefusal("task_not_found", $"The job '{job.ID}' has no task '{task}'. It has {string.Join(", ", tasks)}."));
        }

        if (newest is null)
        {
            return wish.Allocation is { } id
                ? (null, new LogRefusal("allocation_not_found", $"The job '{job.ID}' has no allocation '{id}'. GET /v1/jobs/{{id}} lists those it has."))
                : (null, new LogRefusal("task_not_started", $"Nothing of the job '{job.ID}' was placed so far: GET /v1/jobs/{{id}} says why. With follow=true the log waits for it."));
        }

        return newest.TaskStates?.GetValueOrDefault(task) is { StartedAt: not null } or { State: "running" or "dead" } || PlacementWords.IsOver(newest)
            ? (new LogSource(newest, task), null)
            : (null, new LogRefusal("task_not_started", $"The task '{task}' has not begun on {newest.NodeName}. With follow=true the log waits for it."));
    }

    private static bool HasEnded(NomadAllocation allocation, string task) => PlacementWords.IsOver(allocation) || allocation.TaskStates?.GetValueOrDefault(task) is { State: "dead" };
}
