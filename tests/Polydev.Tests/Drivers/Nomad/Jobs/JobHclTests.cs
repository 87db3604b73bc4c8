using System.Text.Json;
using System.Text.RegularExpressions;
using Polydev.Drivers.Nomad.Client;
using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Hcl;
using Polydev.Tests.Drivers.Nomad.Replay;

namespace Polydev.Tests.Drivers.Nomad.Jobs;

/// <summary>HCL that we write is HCL that Nomad reads.</summary>
public sealed partial class JobHclTests
{
    [Fact]
    public void What_a_real_agent_read_from_HCL_is_written_as_the_same_HCL()
    {
        var recording = Recording.Named("jobs-parse-hcl-bare");
        var job = recording.Answer.Deserialize(NomadJson.Default.NomadJob)!;

        Assert.Equal(Words(recording.Body!["JobHCL"]!.GetValue<string>()), Words(JobHcl.Write(job)));
    }

    [Fact]
    public void Texts_are_quoted_and_what_the_cluster_fills_in_stays()
    {
        Assert.Equal("\"a \\\"b\\\" \\\\ \\n\"", HclWriter.Quote("a \"b\" \\ \n"));
        Assert.Equal("\"${NOMAD_META_x}\"", HclWriter.Quote("${NOMAD_META_x}"));
    }

    [Fact]
    public void Durations_are_written_whole_in_the_largest_unit_that_holds_them()
    {
        string Of(TimeSpan time) => JobHcl.Write(new NomadJob { ID = "j", Update = new UpdatePolicy { HealthyDeadline = time } });

        Assert.Contains("\"90s\"", Of(TimeSpan.FromSeconds(90)), StringComparison.Ordinal);
        Assert.Contains("\"5m\"", Of(TimeSpan.FromMinutes(5)), StringComparison.Ordinal);
        Assert.Contains("\"24h\"", Of(TimeSpan.FromHours(24)), StringComparison.Ordinal);
        Assert.Contains("\"1500ms\"", Of(TimeSpan.FromSeconds(1.5)), StringComparison.Ordinal);
        Assert.Contains("\"0s\"", Of(TimeSpan.Zero), StringComparison.Ordinal);
    }

    /// <summary>Words in their order, those of one block sorted: which attribute comes first means nothing.</summary>
    private static string Words(string hcl) => string.Join(' ', Blank().Split(hcl.Trim()).Order(StringComparer.Ordinal));

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex Blank();
}
