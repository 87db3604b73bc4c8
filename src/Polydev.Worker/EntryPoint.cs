using Polydev.Protocol.Link;
using Polydev.Providers;
using Polydev.Worker.Direct;
using Polydev.Worker.Linked;
using Polydev.Worker.Native;

namespace Polydev.Worker;

/// <summary>Chooses by the environment how the worker runs, and says all that is wrong with it at once.</summary>
internal sealed class EntryPoint(Func<string, string?> environment, Stream output, TextWriter errors, TimeProvider time)
{
    private const string Usage = $"""
        Usage: polydev-worker [--version | --help]

        Everything is given by the environment.

        Linked: serve a pool; requests and keys arrive over the link.
          {LinkPaths.SocketDirectoryVariable}         directory of {LinkPaths.NodeSocket} and {LinkPaths.EgressSocket}
          {LinkPaths.WorkerIdVariable}       id of the worker
          {LinkPaths.NonceVariable}           one-time nonce to join with
          {LinkPaths.OrphanSecondsVariable}  end after so many seconds without a link (60)

        Direct: ask a provider once and print the answer as it comes.
          PROVIDER                openai, anthropic or google
          OPENAI_API_KEY | ANTHROPIC_API_KEY | GOOGLE_API_KEY
          MODEL, PROMPT           what to ask, and whom
          USER_ID                 end user, for the provider's records (optional)
          OPENAI_BASE_URL | ANTHROPIC_BASE_URL | GOOGLE_GEMINI_BASE_URL  another address (optional)

        Exit codes: 0 done, 1 provider failed, 2 wrong usage, 3 orphaned, 4 refused by the controller, 5 malformed link, 6 claimed twice.

        """;

    /// <summary>Ends the worker when its work is done: set while it runs linked.</summary>
    public Action? Drain { get; private set; }

    /// <summary>Runs, and returns one of <see cref="ExitCodes"/>.</summary>
    public async Task<int> RunAsync(string[] arguments, CancellationToken terminate)
    {
        switch (arguments)
        {
            case []:
                break;
            case ["--version"]:
                return Print($"polydev-worker {WorkerVersion.Current}\n");
            case ["--help" or "-h"]:
                return Print(Usage);
            default:
                return Reject([$"unknown argument '{arguments[0]}'; try --help"]);
        }

        var problems = new List<string>();
        if (LinkedOptions.IsAskedFor(environment))
        {
            return LinkedOptions.Read(environment, problems) is { } options ? await RunLinkedAsync(options, terminate) : Reject(problems);
        }

        if (environment(DirectOptions.ProviderVariable) is null)
        {
            await errors.WriteAsync(Usage);
            await errors.FlushAsync(CancellationToken.None);
            return ExitCodes.Usage;
        }

        return DirectOptions.Read(environment, problems) is { } direct
            ? await DirectRun.RunAsync(direct, output, new WorkerLog(errors, "direct"), time, terminate)
            : Reject(problems);
    }

    private async Task<int> RunLinkedAsync(LinkedOptions options, CancellationToken terminate)
    {
        using var host = new WorkerHost(options, Wires.Find, errors, Memory.GiveBack, time);
        Drain = host.Drain;
        return await host.RunAsync(terminate);
    }

    private int Print(string text)
    {
        output.Write(System.Text.Encoding.UTF8.GetBytes(text));
        output.Flush();
        return ExitCodes.Done;
    }

    private int Reject(IEnumerable<string> problems)
    {
        foreach (var problem in problems)
        {
            errors.WriteLine($"polydev-worker: {problem}");
        }

        errors.Flush();
        return ExitCodes.Usage;
    }
}
