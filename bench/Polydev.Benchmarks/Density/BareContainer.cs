using System.Diagnostics;
using System.Text.Json.Nodes;
using Polydev.Benchmarks.Rig;

namespace Polydev.Benchmarks.Density;

/// <summary>The machine's own floor: a container with a worker's flags whose program does nothing and ends.</summary>
internal sealed class BareContainer
{
    private const string Image = "polydev-bench-true:1";
    private readonly Engine _engine;
    private readonly JsonObject _worker;

    private BareContainer(Engine engine, JsonObject worker) => (_engine, _worker) = (engine, worker);

    /// <summary>Compiles a static program that does nothing and makes an image of it.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="worker">A worker's container as the engine shows it, whose flags to take.</param>
    public static async Task<BareContainer> MakeAsync(Engine engine, JsonObject worker)
    {
        var directory = Repository.Scratch("true");
        var source = Path.Combine(directory, "true.c");
        await File.WriteAllTextAsync(source, "int main(void) { return 0; }\n");
        await Tool.RunAsync("clang", ["-static", "-Os", "-o", Path.Combine(directory, "true"), source]);
        var archive = Path.Combine(directory, "true.tar");
        await Tool.RunAsync("tar", ["-C", directory, "-cf", archive, "true"]);
        await engine.DockerAsync("import", "--change", "ENTRYPOINT [\"/true\"]", archive, Image);
        return new BareContainer(engine, worker);
    }

    /// <summary>A container of another image with the flags of a worker.</summary>
    /// <param name="worker">A worker's container.</param>
    /// <param name="image">The image.</param>
    public static JsonObject LikeWorker(JsonObject worker, string image) => new()
    {
        ["Image"] = image,
        ["User"] = worker["Config"]!["User"]!.DeepClone(),
        ["NetworkDisabled"] = worker["Config"]!["NetworkDisabled"]?.DeepClone(),
        ["HostConfig"] = worker["HostConfig"]!.DeepClone(),
    };

    /// <summary>Milliseconds of <c>docker run --rm</c>, from the command to its end.</summary>
    public async Task<double> CommandAsync()
    {
        List<string> arguments = ["run", "--rm", .. Flags(), Image];
        var clock = Stopwatch.StartNew();
        await _engine.DockerAsync(arguments);
        return clock.Elapsed.TotalMilliseconds;
    }

    /// <summary>Milliseconds without the command and without the removal: from the call that makes the container until its program has ended.</summary>
    public async Task<double> CallAsync()
    {
        var clock = Stopwatch.StartNew();
        await _engine.RunAsync(LikeWorker(_worker, Image));
        return clock.Elapsed.TotalMilliseconds;
    }

    private IEnumerable<string> Flags()
    {
        var walls = _worker["HostConfig"]!;
        yield return "--user=" + _worker["Config"]!["User"];
        yield return "--network=" + walls["NetworkMode"];
        yield return "--ipc=" + walls["IpcMode"];
        yield return "--cgroupns=" + walls["CgroupnsMode"];
        yield return "--read-only";
        yield return "--cap-drop=ALL";
        yield return "--log-driver=" + walls["LogConfig"]!["Type"];
        yield return "--memory=" + walls["Memory"];
        yield return "--memory-swap=" + walls["MemorySwap"];
        yield return "--cpu-period=" + walls["CpuPeriod"];
        yield return "--cpu-quota=" + walls["CpuQuota"];
        yield return "--pids-limit=" + walls["PidsLimit"];
        yield return "--oom-score-adj=" + walls["OomScoreAdj"];
        foreach (var limit in walls["Ulimits"]!.AsArray())
        {
            yield return $"--ulimit={limit!["Name"]}={limit["Soft"]}:{limit["Hard"]}";
        }

        foreach (var option in walls["SecurityOpt"]!.AsArray().Select(o => o!.GetValue<string>()))
        {
            yield return "--security-opt=" + (option.StartsWith("seccomp={", StringComparison.Ordinal) ? "seccomp=" + ProfileFile(option["seccomp=".Length..]) : option);
        }

        foreach (var mount in walls["Mounts"]!.AsArray())
        {
            yield return $"--mount=type=bind,source={mount!["Source"]},target={mount["Target"]},readonly";
        }
    }

    private static string ProfileFile(string json)
    {
        var file = Path.Combine(Repository.Scratch("true"), "seccomp.json");
        File.WriteAllText(file, json);
        return file;
    }
}
