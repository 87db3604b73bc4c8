using System.Text.RegularExpressions;
using Polydev.Cli;
using Polydev.Tests.Cli.Support;
using Polydev.Tests.Drivers.Nomad.Jobs;

namespace Polydev.Tests.Cli.Commands;

/// <summary>What <c>docs/cluster.md</c> tells an operator to type: every command of ours is understood, and every file is there.</summary>
public sealed partial class ClusterGuideTests
{
    private const int EnoughCommands = 15;

    private static readonly string s_root = Path.GetFullPath(Path.Combine(DeployedJobs.Folder, "..", ".."));
    private static readonly string s_text = File.ReadAllText(Path.Combine(s_root, "docs", "cluster.md"));

    [Fact]
    public void Every_command_is_understood()
    {
        var commands = Block().Matches(s_text).Select(m => Comment().Replace(m.Value, "")).SelectMany(l => l.Split('|', ';'))
            .Concat(Quoted().Matches(s_text).SelectMany(m => m.Groups["command"].Value.Split(';')))
            .Select(c => c.Split('>')[0].Trim()).Where(c => c.StartsWith("polydev ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        using var shell = new TestShell();
        var tree = CommandTree.Build(shell.Shell);

        Assert.True(commands.Count >= EnoughCommands, $"only these were found: {string.Join('\n', commands)}");
        Assert.All(commands, command => Assert.Empty(tree.Parse(command.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]).Errors));
    }

    [Fact]
    public void Every_file_of_the_clone_is_there() =>
        Assert.All(Installed().Matches(s_text).Select(m => m.Groups["path"].Value).Distinct(StringComparer.Ordinal), path => Assert.True(Path.Exists(Path.Combine(s_root, path)), path));

    [Fact]
    public void What_is_changed_in_a_file_is_in_it()
    {
        var client = File.ReadAllText(Path.Combine(DeployedJobs.Folder, "agent", "client.hcl"));
        var network = Network().Match(client).Value;

        Assert.Contains("sed -i '/# meta {/,/# }/s/# //' /etc/nomad.d/client.hcl", s_text, StringComparison.Ordinal);
        Assert.Contains("\n  # meta {\n  #   polydev_controller = \"true\"\n  # }\n", client, StringComparison.Ordinal);
        Assert.Contains("sed -i '/host_volume/,/^  }/d' /etc/nomad.d/client.hcl", s_text, StringComparison.Ordinal);
        Assert.Single(HostVolume().Matches(client));
        Assert.Contains($"network, {network}, in `advertise`", s_text, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<=^    ).+$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();

    [GeneratedRegex(" +# .*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("`(?<command>[^`\n]*polydev [^`\n]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("/opt/polydev/(?<path>[A-Za-z0-9./-]*[A-Za-z0-9])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Installed();

    [GeneratedRegex(@"\d+\.\d+\.\d+\.\d+/\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Network();

    [GeneratedRegex("host_volume", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostVolume();
}
