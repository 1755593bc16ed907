"""Draw meshes into pictures with OpenGL, without a window (EGL, Mesa's software rasteriser is enough)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sample_videos.render.camera import Camera
from sample_videos.render.mesh import Mesh, normals

Array = NDArray[np.float64]
Image = NDArray[np.uint8]

SHADOW_SIZE = 1536
SAMPLES = 4

_VERTEX = """
#version 330
uniform mat4 camera; uniform mat4 sun_view;
in vec3 position; in vec3 normal; in vec3 colour; in vec3 texture_at; in vec2 extra;
out vec3 world; out vec3 n; out vec3 base; out vec3 t; out float cut; flat out int pattern; out vec4 in_sun;
void main() {
    world = position; n = normal; base = colour; t = texture_at; cut = extra.x; pattern = int(extra.y + 0.5);
    in_sun = sun_view * vec4(position + normal * 0.006, 1.0);
    gl_Position = camera * vec4(position, 1.0);
}
"""

_FRAGMENT = """
#version 330
uniform vec3 eye; uniform vec3 sun; uniform vec3 sun_colour; uniform vec3 sky_colour; uniform vec3 ground_colour;
uniform sampler2DShadow shadow_map; uniform float softness;
in vec3 world; in vec3 n; in vec3 base; in vec3 t; in float cut; flat in int pattern; in vec4 in_sun;
out vec4 pixel;

float hash(vec3 p) { p = fract(p * 0.3183099 + 0.1); p *= 17.0; return fract(p.x * p.y * p.z * (p.x + p.y + p.z)); }
float noise(vec3 x) {
    vec3 i = floor(x), f = fract(x); f = f * f * (3.0 - 2.0 * f);
    return mix(mix(mix(hash(i), hash(i + vec3(1,0,0)), f.x),
                   mix(hash(i + vec3(0,1,0)), hash(i + vec3(1,1,0)), f.x), f.y),
               mix(mix(hash(i + vec3(0,0,1)), hash(i + vec3(1,0,1)), f.x),
                   mix(hash(i + vec3(0,1,1)), hash(i + vec3(1,1,1)), f.x), f.y), f.z);
}
float lit() {
    vec3 s = in_sun.xyz / in_sun.w * 0.5 + 0.5;
    if (any(lessThan(s, vec3(0.0))) || any(greaterThan(s, vec3(1.0)))) return 1.0;
    float sum = 0.0;
    for (int i = -1; i <= 1; i++) for (int j = -1; j <= 1; j++)
        sum += texture(shadow_map, vec3(s.xy + vec2(i, j) * 1.8 * softness, s.z - 0.0015));
    return sum / 9.0;
}
void main() {
    if (cut < 0.0) discard;
    vec3 N = normalize(n);
    vec3 V = normalize(eye - world);
    if (dot(N, V) < 0.0 && pattern != 6) N = -N;
    vec3 albedo = base; float gloss = 0.0;
    if (pattern == 1) albedo *= 0.82 + 0.22 * noise(t * 30.0) + 0.10 * noise(t * 190.0);
    if (pattern == 2) albedo *= (fract(t.y * 13.0) < 0.5 ? 1.0 : 0.35) * (0.85 + 0.2 * noise(t * 60.0));
    if (pattern == 3) { albedo *= 0.93 + 0.10 * noise(t * 25.0) + 0.05 * noise(t * 120.0); gloss = 0.05; }
    if (pattern == 4) { albedo *= 0.6 + 0.5 * noise(t * vec3(160.0, 40.0, 160.0)); gloss = 0.06; }
    if (pattern == 5) {
        float plank = floor(t.z / 0.13); float shift = hash(vec3(plank, 3.0, 1.0));
        float board = floor((t.x + shift * 1.3) / 1.3);
        albedo *= 0.80 + 0.22 * hash(vec3(plank, board, 7.0)) + 0.14 * noise(vec3(t.x * 3.0, plank, t.z * 70.0));
        float gap = min(abs(fract(t.z / 0.13) - 0.5), 1.0); albedo *= 1.0 - 0.35 * smoothstep(0.485, 0.5, gap);
        gloss = 0.05;
    }
    if (pattern == 6) albedo *= 0.95 + 0.05 * noise(t * 4.0) + 0.03 * noise(t * 60.0);
    if (pattern == 7) gloss = 0.3;
    float facing = max(dot(N, sun), 0.0);
    float wrap = pattern == 3 ? max((dot(N, sun) + 0.25) / 1.25, 0.0) : facing;
    float shadow = facing > 0.0 || pattern == 3 ? lit() : 0.0;
    vec3 ambient = mix(ground_colour, sky_colour, N.y * 0.5 + 0.5);
    vec3 light = ambient + sun_colour * wrap * shadow + 0.10 * sky_colour * max(dot(N, V), 0.0);
    float shine = pow(max(dot(N, normalize(sun + V)), 0.0), 24.0) * gloss * shadow * 4.0;
    vec3 shade = albedo * light + shine * sun_colour * 0.3;
    shade = shade / (1.0 + 0.35 * shade) * 1.25;
    pixel = vec4(pow(clamp(shade, 0.0, 1.0), vec3(1.0 / 2.2)), 1.0);
}
"""

_SHADOW_VERTEX = """
#version 330
uniform mat4 sun_view; in vec3 position; in vec2 extra; out float cut;
void main() { cut = extra.x; gl_Position = sun_view * vec4(position, 1.0); }
"""
_SHADOW_FRAGMENT = """
#version 330
in float cut;
void main() { if (cut < 0.0) discard; }
"""


@dataclass(frozen=True)
class Light:
    """Sunlight from a direction, and the light of the surroundings."""

    direction: tuple[float, float, float] = (0.45, 0.8, 0.35)
    sun: tuple[float, float, float] = (0.95, 0.90, 0.82)
    sky: tuple[float, float, float] = (0.52, 0.54, 0.58)
    ground: tuple[float, float, float] = (0.30, 0.28, 0.26)
    softness: float = 1.6


@dataclass(frozen=True)
class Loaded:
    """A scene in the memory of the renderer, its shadows cast, to be drawn from any number of cameras."""

    painter: Any
    parts: tuple[Any, ...]

    def release(self) -> None:
        """Give the memory back."""
        for part in (self.painter, *self.parts):
            part.release()


@dataclass
class Renderer:
    """An off-screen OpenGL context for pictures of one size.

    Attributes
    ----------
    width, height
        Size of the pictures in pixels.
    samples
        Samples per pixel against jagged edges; 0 is four times as fast.
    shadow_size
        Pixels of the shadow map along each side.
    cull
        Leave out what faces away, which is seen through a sleeve at most.
    """

    width: int
    height: int
    samples: int = SAMPLES
    shadow_size: int = SHADOW_SIZE
    cull: bool = False
    _gl: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        import moderngl

        # Debian ships the libraries under these names; the unversioned ones come only with the -dev packages.
        libraries: dict[str, Any] = {"backend": "egl", "libgl": "libGL.so.1", "libegl": "libEGL.so.1"}
        self._gl = moderngl.create_context(standalone=True, **libraries)
        gl = self._gl
        size = (self.width, self.height)
        self._many = gl.framebuffer(
            [gl.renderbuffer(size, samples=self.samples)], gl.depth_renderbuffer(size, samples=self.samples)
        )
        self._one = gl.framebuffer([gl.renderbuffer(size)])
        self._shadow_map = gl.depth_texture((self.shadow_size, self.shadow_size))
        self._shadow_map.compare_func = "<="
        self._shadow_map.filter = (moderngl.LINEAR, moderngl.LINEAR)
        self._shadow_map.repeat_x = self._shadow_map.repeat_y = False
        self._shadow = gl.framebuffer(depth_attachment=self._shadow_map)
        self._paint = gl.program(vertex_shader=_VERTEX, fragment_shader=_FRAGMENT)
        self._cast = gl.program(vertex_shader=_SHADOW_VERTEX, fragment_shader=_SHADOW_FRAGMENT)

    def draw(
        self, room: list[Mesh], things: list[Mesh], camera: Camera, light: Light, centre: Array
    ) -> Image:
        """Draw a room and the things in it.

        Parameters
        ----------
        room
            Floor and walls; they receive shadows but cast none.
        things
            The person and the props.
        camera
            The camera; its picture size must be that of the renderer.
        light
            Direction and colours of the light.
        centre
            Point [3] around which shadows are cast, within 2 m.

        Returns
        -------
        Image
            [height, width, 3] RGB picture.
        """
        loaded = self.load(room, things, light, centre)
        picture = self.shoot(loaded, camera.clip_matrix(), camera.position)
        loaded.release()
        return picture

    def load(self, room: list[Mesh], things: list[Mesh], light: Light, centre: Array) -> Loaded:
        """Bring a scene into memory and cast its shadows; parameters as of `draw`."""
        gl = self._gl
        vertices, triangles = _packed(things + room)
        casting = 3 * sum(len(thing.triangles) for thing in things)
        buffer, index = gl.buffer(vertices.tobytes()), gl.buffer(triangles.tobytes())
        sun = np.array(light.direction) / np.linalg.norm(light.direction)
        sun_view = _sun_matrix(sun, centre)
        gl.enable(gl.DEPTH_TEST)
        self._shadow.use()
        self._shadow.clear(depth=1.0)
        self._cast["sun_view"].write(sun_view.T.astype("f4").tobytes())
        caster = gl.vertex_array(self._cast, [(buffer, "3f 36x 2f", "position", "extra")], index)
        caster.render(vertices=casting)
        for name, value in (
            ("sun", tuple(sun)), ("sun_colour", light.sun), ("sky_colour", light.sky),
            ("ground_colour", light.ground), ("softness", light.softness / self.shadow_size),
        ):  # fmt: skip
            self._paint[name].value = value
        self._paint["sun_view"].write(sun_view.T.astype("f4").tobytes())
        names = ("position", "normal", "colour", "texture_at", "extra")
        painter = gl.vertex_array(self._paint, [(buffer, "3f 3f 3f 3f 2f", *names)], index)
        return Loaded(painter, (caster, buffer, index))

    def shoot(self, loaded: Loaded, clip_matrix: Array, eye: tuple[float, float, float]) -> Image:
        """Draw the scene that was loaded last.

        Parameters
        ----------
        loaded
            What `load` returned last.
        clip_matrix
            Matrix [4, 4] from the world to clip space.
        eye
            Where the camera is.

        Returns
        -------
        Image
            [height, width, 3] RGB picture.
        """
        gl = self._gl
        self._many.use()
        self._many.clear(0.7, 0.7, 0.72)
        if self.cull:
            gl.enable(gl.CULL_FACE)
        self._shadow_map.use(0)
        self._paint["eye"].value = eye
        self._paint["camera"].write(clip_matrix.T.astype("f4").tobytes())
        loaded.painter.render()
        gl.disable(gl.CULL_FACE)
        gl.copy_framebuffer(self._one, self._many)
        raw = np.frombuffer(self._one.read(components=3), dtype=np.uint8)
        return np.ascontiguousarray(raw.reshape(self.height, self.width, 3)[::-1])


def _packed(meshes: list[Mesh]) -> tuple[NDArray[np.float32], NDArray[np.uint32]]:
    blocks, faces, first = [], [], 0
    for mesh in meshes:
        extra = np.stack([mesh.cut, np.full(len(mesh.vertices), float(mesh.pattern))], axis=1)
        parts = [mesh.vertices, normals(mesh.vertices, mesh.triangles), mesh.colours, mesh.texture_at, extra]
        blocks.append(np.concatenate(parts, axis=1).astype(np.float32))
        faces.append((mesh.triangles + first).astype(np.uint32))
        first += len(mesh.vertices)
    return np.concatenate(blocks), np.concatenate(faces)


def _sun_matrix(sun: Array, centre: Array, reach: float = 1.7) -> Array:
    right = np.cross([0.0, 1.0, 0.0], sun)
    right /= np.linalg.norm(right)
    view = np.eye(4)
    view[:3, :3] = np.stack([right, np.cross(sun, right), sun])
    view[:3, 3] = -view[:3, :3] @ centre
    scale = np.diag([1 / reach, 1 / reach, -1 / 4.0, 1.0])
    return np.asarray(scale @ view)
