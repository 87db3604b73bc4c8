using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using Polydev.Controller;
using Polydev.Controller.Cluster.Join;
using Polydev.Controller.Storage;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Controller.Cluster.Join;

/// <summary>The files of the authority: made once, never half, never replaced in silence.</summary>
[SupportedOSPlatform("linux")]
public sealed class ClusterAuthorityTests
{
    [Fact]
    public void It_is_made_once_and_its_key_is_the_owners_alone()
    {
        using var home = new ScratchDirectory();
        using var first = Open(home.Path);
        using var second = Open(home.Path);
        Assert.Equal(first.Pin, second.Pin);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(home.Path, "nodes", "ca.key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(home.Path, "nodes")));
        Assert.Equal(["ca.key", "ca.pem"], Directory.GetFiles(Path.Combine(home.Path, "nodes")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ca.key", null)]
    [InlineData("ca.pem", null)]
    [InlineData("ca.key", "")]
    [InlineData("ca.key", "garbage")]
    [InlineData("ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void Damaged_or_missing_files_stop_the_start_with_what_to_do(string file, string? content)
    {
        using var home = new ScratchDirectory();
        Open(home.Path).Dispose();
        var path = Path.Combine(home.Path, "nodes", file);
        if (content is null)
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllText(path, content);
        }

        var fault = Assert.Throws<StartupException>(() => Open(home.Path));
        Assert.Equal("node_authority_unreadable", fault.Code);
        Assert.Contains("backup", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_authority_is_damage_too()
    {
        using var home = new ScratchDirectory();
        using var other = new ScratchDirectory();
        Open(home.Path).Dispose();
        Open(other.Path).Dispose();
        File.Copy(Path.Combine(other.Path, "nodes", "ca.key"), Path.Combine(home.Path, "nodes", "ca.key"), overwrite: true);
        Assert.Equal("node_authority_unreadable", Assert.Throws<StartupException>(() => Open(home.Path)).Code);
    }

    [Fact]
    public void What_a_kill_left_of_its_making_is_made_anew()
    {
        using var home = new ScratchDirectory();
        Directory.CreateDirectory(Path.Combine(home.Path, "nodes.new"));
        File.WriteAllText(Path.Combine(home.Path, "nodes.new", "ca.key"), "half");
        using var authority = Open(home.Path);
        Assert.True(authority.Certificate.HasPrivateKey);
        Assert.False(Directory.Exists(Path.Combine(home.Path, "nodes.new")));
    }

    private static ClusterAuthority Open(string directory)
    {
        var authority = new ClusterAuthority(new DataDirectory(new ControllerOptions { DataDirectory = directory }), new FakeTimeProvider(new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.Zero)));
        authority.Open();
        return authority;
    }
}
